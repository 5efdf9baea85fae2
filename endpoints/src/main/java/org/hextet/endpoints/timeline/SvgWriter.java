package org.hextet.endpoints.timeline;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes elements one into the other; texts and values are escaped. */
final class SvgWriter {

    private final StringBuilder svg = new StringBuilder(4096);
    private final Deque<String> open = new ArrayDeque<>();

    /** Begins an element; attributes are names and values in turn. */
    SvgWriter open(String element, String... attributes) {
        begin(element, attributes).append(">\n");
        open.push(element);
        return this;
    }

    /** Ends the element that began last. */
    SvgWriter close() {
        String element = open.pop();
        indent().append("</").append(element).append(">\n");
        return this;
    }

    /** An element with nothing in it. */
    SvgWriter leaf(String element, String... attributes) {
        begin(element, attributes).append("/>\n");
        return this;
    }

    /** An element with a text in it. */
    SvgWriter text(String element, String text, String... attributes) {
        StringBuilder to = begin(element, attributes).append('>');
        escape(text);
        to.append("</").append(element).append(">\n");
        return this;
    }

    private StringBuilder begin(String element, String... attributes) {
        indent().append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            svg.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            svg.append('"');
        }
        return svg;
    }

    private StringBuilder indent() {
        return svg.append("  ".repeat(open.size()));
    }

    /** What XML 1.0 cannot carry at all has been made printable before. */
    private void escape(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '&' -> svg.append("&amp;");
                case '<' -> svg.append("&lt;");
                case '>' -> svg.append("&gt;");
                case '"' -> svg.append("&quot;");
                default -> svg.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return svg.toString();
    }
}
