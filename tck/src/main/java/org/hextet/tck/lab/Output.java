package org.hextet.tck.lab;

/**
 * What a process left.
 *
 * @param exit its exit status
 * @param stdout all of its standard output
 * @param stderr all of its standard error
 */
public record Output(int exit, String stdout, String stderr) {

    /**
     * The last line that it wrote to standard error, or if there is none to standard output: mostly the reason of a
     * failure.
     *
     * @return without line break; empty if it wrote nothing
     */
    public String lastWord() {
        String text = stderr.isBlank() ? stdout : stderr;
        String[] lines = text.strip().split("\\R", -1);
        return lines[lines.length - 1].strip();
    }
}
