package org.hextet.cli;

import java.util.List;

/**
 * What has to be known of a command line before it is parsed, or where it cannot be.
 *
 * @param words as given
 */
record CommandLineWords(List<String> words) {

    static CommandLineWords of(String... arguments) {
        return new CommandLineWords(List.of(arguments));
    }

    /** The first word that is no option; empty if there is none. */
    String command() {
        for (String word : words) {
            if (!word.startsWith("-")) {
                return word;
            }
        }
        return "";
    }

    boolean isVerbose() {
        for (String word : options()) {
            if (word.equals("--verbose") || (isShort(word) && word.indexOf('v') > 0)) {
                return true;
            }
        }
        return false;
    }

    boolean isJson() {
        List<String> options = options();
        int at = options.lastIndexOf("--format");
        return options.contains("--format=json")
                || (at >= 0 && at + 1 < options.size() && options.get(at + 1).equals("json"));
    }

    /** All before {@code --}. */
    private List<String> options() {
        int end = words.indexOf("--");
        return end < 0 ? words : words.subList(0, end);
    }

    private static boolean isShort(String word) {
        return word.length() > 1
                && word.charAt(0) == '-'
                && word.substring(1).chars().allMatch(c -> "vqhV".indexOf(c) >= 0);
    }
}
