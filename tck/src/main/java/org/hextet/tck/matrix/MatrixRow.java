package org.hextet.tck.matrix;

/**
 * A row of the behaviour matrix as it is written. Its texts are plain, with code in backquotes.
 *
 * @param id for example {@code TCP-009}; never used again when the row goes
 * @param area for example {@code tcp-listen}
 * @param level how binding it is
 * @param capabilities the capabilities it needs, and with {@code !} those that it is only for the lack of; {@code -} if
 *     there are none
 * @param environments where it runs; {@code -} for the loopback
 * @param given what is there before
 * @param when what is done
 * @param then what must be seen
 * @param whyUnchecked why no check runs it; empty for a check
 */
public record MatrixRow(
        String id,
        String area,
        Level level,
        String capabilities,
        String environments,
        String given,
        String when,
        String then,
        String whyUnchecked) {

    private static final int COLUMNS = 9;

    static MatrixRow ofTsv(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException(
                    "matrix.tsv: " + cells.length + " cells, expected " + COLUMNS + ": " + line);
        }
        return new MatrixRow(
                cells[0],
                cells[1],
                Level.valueOf(cells[2]),
                cells[3],
                cells[4],
                cells[5],
                cells[6],
                cells[7],
                cells[8]);
    }

    /**
     * Whether a check runs it.
     *
     * @return false if it stands in the list of those that none can run
     */
    public boolean isCheck() {
        return whyUnchecked.isEmpty();
    }
}
