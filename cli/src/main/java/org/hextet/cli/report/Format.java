package org.hextet.cli.report;

import java.util.Locale;

/** How results are printed. */
public enum Format {
    /** For people. */
    TABLE,
    /** RFC 8259. */
    JSON,
    /** Lines of fields with tabs between, without a head. */
    TSV;

    /**
     * Its name on the command line.
     *
     * @return lower case
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format of a name.
     *
     * @param text as on the command line
     * @return the format
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Format of(String text) {
        for (Format format : values()) {
            if (format.toString().equals(text)) {
                return format;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no format; there are table, json, tsv");
    }
}
