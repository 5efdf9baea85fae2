package org.hextet.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON (RFC 8259), as a program would that uses the command. Strict; small. */
final class JsonReader {

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** The value of a whole text: a map, list, text, number, boolean or null. */
    static @Nullable Object read(String text) {
        JsonReader reader = new JsonReader(text.strip());
        Object value = reader.value();
        reader.require(reader.at == reader.text.length());
        return value;
    }

    /** A member of an object, and of objects and arrays in it: {@code "families", "6", "works"}. */
    static @Nullable Object member(@Nullable Object of, Object... path) {
        Object value = of;
        for (Object step : path) {
            if (value instanceof Map<?, ?> map && map.containsKey(step)) {
                value = map.get(step);
            } else if (value instanceof List<?> list && step instanceof Integer index) {
                value = list.get(index);
            } else {
                throw new IllegalArgumentException("no " + step + " in " + value);
            }
        }
        return value;
    }

    /** A member that is an array. */
    static List<?> list(@Nullable Object of, Object... path) {
        if (member(of, path) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("no array " + List.of(path) + " in " + of);
    }

    /** A member that is a number. */
    static int number(@Nullable Object of, Object... path) {
        if (member(of, path) instanceof BigDecimal number) {
            return number.intValue();
        }
        throw new IllegalArgumentException("no number " + List.of(path) + " in " + of);
    }

    private @Nullable Object value() {
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        require(text.startsWith(word, at));
        at += word.length();
        return value;
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        at++;
        while (text.charAt(at) != '}') {
            String name = string();
            require(text.charAt(at++) == ':');
            require(!map.containsKey(name));
            map.put(name, value());
            separator('}');
        }
        at++;
        return map;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> list = new ArrayList<>();
        at++;
        while (text.charAt(at) != ']') {
            list.add(value());
            separator(']');
        }
        at++;
        return list;
    }

    private void separator(char end) {
        if (text.charAt(at) == ',') {
            at++;
            require(text.charAt(at) != end);
        } else {
            require(text.charAt(at) == end);
        }
    }

    private String string() {
        require(text.charAt(at++) == '"');
        StringBuilder read = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            require(c >= ' ');
            read.append(c == '\\' ? escaped() : c);
        }
        at++;
        return read.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw new IllegalArgumentException("\\" + c);
        };
    }

    private BigDecimal number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return new BigDecimal(text.substring(from, at));
    }

    private void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("no JSON at character " + at + ": " + text);
        }
    }
}
