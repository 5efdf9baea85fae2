package org.hextet.endpoints.xmpp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The XML of a stream's beginning, byte by byte: tags with their namespaces; text is passed over. It takes what RFC
 * 6120, section 11.1, allows, which is less than XML: no comments, no processing instructions, no declarations of
 * types, no entities but the five. It never looks beyond the {@code >} of a tag, which a parser that reads from a
 * stream (the JDK's StAX) does, and which TLS behind a tag forbids.
 */
final class XmlScanner {

    private static final int LONGEST_TAG = 8192;
    private static final int DEEPEST = 16;

    private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}_.-]*(?::[\\p{L}_][\\p{L}\\p{N}_.-]*)?";
    private static final Pattern TAG = Pattern.compile("(/?)(" + NAME + ")((?s:.*?))(/?)");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s+(" + NAME + ")\\s*=\\s*(?:\"([^\"<]*)\"|'([^'<]*)')");
    private static final Pattern ENTITY = Pattern.compile("&([^;]*;?)");

    private final ByteArrayOutputStream tag = new ByteArrayOutputStream();
    private final ArrayDeque<Element> open = new ArrayDeque<>();
    private boolean inTag;
    private int quote;
    private boolean begun;

    private record Element(String qualified, String namespace, String name, Map<String, String> prefixes) {}

    /**
     * Takes a byte.
     *
     * @return the tag that ends with it; empty if none does
     * @throws XmlStreamException if that is not XML, or more than is allowed
     */
    Optional<XmlTag> next(byte b) throws XmlStreamException {
        if (!inTag) {
            text(b);
            return Optional.empty();
        }
        if (quote != 0) {
            quote = b == quote ? 0 : quote;
        } else if (b == '"' || b == '\'') {
            quote = b;
        } else if (b == '>') {
            inTag = false;
            String text = tag.toString(StandardCharsets.UTF_8);
            tag.reset();
            return ended(text);
        }
        if (tag.size() == LONGEST_TAG) {
            throw new XmlStreamException("a tag of more than " + LONGEST_TAG + " bytes: " + shown());
        }
        tag.write(b);
        return Optional.empty();
    }

    private void text(byte b) throws XmlStreamException {
        if (b == '<') {
            inTag = true;
        } else if (open.size() < 2 && b != ' ' && b != '\t' && b != '\r' && b != '\n') {
            throw new XmlStreamException("text outside of any element, byte " + (b & 0xff));
        }
    }

    private String shown() {
        return "<" + tag.toString(StandardCharsets.UTF_8).substring(0, 40) + "...";
    }

    private Optional<XmlTag> ended(String text) throws XmlStreamException {
        boolean isFirst = !begun;
        begun = true;
        if (isFirst && text.startsWith("?xml ") && text.endsWith("?")) {
            return Optional.empty();
        }
        Matcher parts = TAG.matcher(text);
        if (!parts.matches() || (!parts.group(1).isEmpty() && !parts.group(4).isEmpty())) {
            throw new XmlStreamException("not a tag that is allowed: <" + text + ">");
        }
        boolean closes = !parts.group(1).isEmpty();
        return Optional.of(
                closes
                        ? closed(parts.group(2), parts.group(3))
                        : opened(parts.group(2), parts.group(3), !parts.group(4).isEmpty()));
    }

    private XmlTag closed(String qualified, String rest) throws XmlStreamException {
        Element element = open.peek();
        if (element == null || !element.qualified.equals(qualified) || !rest.isBlank()) {
            throw new XmlStreamException("</" + qualified + rest + "> closes "
                    + (element == null ? "nothing" : "<" + element.qualified + ">"));
        }
        open.pop();
        return new XmlTag(XmlTag.Kind.CLOSE, element.namespace, element.name, Map.of(), open.size());
    }

    private XmlTag opened(String qualified, String rest, boolean isEmpty) throws XmlStreamException {
        Map<String, String> attributes = attributes(rest);
        Element around = open.peek();
        Map<String, String> prefixes = new HashMap<>(around == null ? Map.of() : around.prefixes);
        attributes.forEach((name, value) -> {
            if (name.equals("xmlns")) {
                prefixes.put("", value);
            } else if (name.startsWith("xmlns:")) {
                prefixes.put(name.substring("xmlns:".length()), value);
            }
        });
        int colon = qualified.indexOf(':');
        String prefix = colon < 0 ? "" : qualified.substring(0, colon);
        String namespace = prefixes.get(prefix);
        if (namespace == null && !prefix.isEmpty()) {
            throw new XmlStreamException("<" + qualified + ">: nothing says what " + prefix + " stands for");
        }
        Element element = new Element(
                qualified, namespace == null ? "" : namespace, qualified.substring(colon + 1), Map.copyOf(prefixes));
        XmlTag opened = new XmlTag(
                isEmpty ? XmlTag.Kind.EMPTY : XmlTag.Kind.OPEN,
                element.namespace,
                element.name,
                attributes,
                open.size());
        if (!isEmpty) {
            if (open.size() == DEEPEST) {
                throw new XmlStreamException("more than " + DEEPEST + " elements within each other");
            }
            open.push(element);
        }
        return opened;
    }

    private static Map<String, String> attributes(String text) throws XmlStreamException {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher next = ATTRIBUTE.matcher(text);
        int at = 0;
        while (next.find() && next.start() == at) {
            String value = next.group(2) == null ? String.valueOf(next.group(3)) : next.group(2);
            if (attributes.put(next.group(1), decoded(value)) != null) {
                throw new XmlStreamException("attribute " + next.group(1) + " a second time");
            }
            at = next.end();
        }
        if (!text.substring(at).isBlank()) {
            throw new XmlStreamException("no attributes: \"" + text.substring(at) + "\"");
        }
        return attributes;
    }

    private static String decoded(String value) throws XmlStreamException {
        StringBuilder decoded = new StringBuilder();
        Matcher entity = ENTITY.matcher(value);
        int at = 0;
        while (entity.find()) {
            decoded.append(value, at, entity.start()).append(character(entity.group(1)));
            at = entity.end();
        }
        return decoded.append(value.substring(at)).toString();
    }

    private static char character(String entity) throws XmlStreamException {
        return switch (entity) {
            case "lt;" -> '<';
            case "gt;" -> '>';
            case "amp;" -> '&';
            case "quot;" -> '"';
            case "apos;" -> '\'';
            default -> throw new XmlStreamException("an entity that is not allowed: &" + entity);
        };
    }

    /** Text as it stands in an attribute. */
    static String encoded(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&apos;")
                .replace("\"", "&quot;");
    }
}
