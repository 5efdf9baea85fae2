package org.hextet.endpoints.xmpp;

/** What came is not the XML that XMPP allows. */
final class XmlStreamException extends Exception {

    private static final long serialVersionUID = 1L;

    XmlStreamException(String words) {
        super(words);
    }
}
