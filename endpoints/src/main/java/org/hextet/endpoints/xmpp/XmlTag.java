package org.hextet.endpoints.xmpp;

import java.util.Map;

/**
 * A tag of an XML stream.
 *
 * @param kind where in an element it stands
 * @param namespace of the element; empty for none
 * @param name of the element, without prefix
 * @param attributes of an opening tag, by their names as they stand there
 * @param depth how many elements are open around it
 */
record XmlTag(Kind kind, String namespace, String name, Map<String, String> attributes, int depth) {

    enum Kind {
        /** Opens an element. */
        OPEN,
        /** Closes one. */
        CLOSE,
        /** Opens and closes one. */
        EMPTY
    }

    XmlTag {
        attributes = Map.copyOf(attributes);
    }

    boolean is(String ofNamespace, String ofName) {
        return namespace.equals(ofNamespace) && name.equals(ofName);
    }

    boolean isOpening() {
        return kind != Kind.CLOSE;
    }

    boolean isClosing() {
        return kind != Kind.OPEN;
    }
}
