package org.hextet.tck.mutants;

/** Into what pieces a stream of bytes is cut. */
enum Pieces {

    /** As it comes. */
    WHOLE {
        @Override
        int next(long before) {
            return Integer.MAX_VALUE;
        }
    },

    /** One byte at a time as far as dialogues go; then odd pieces, so that what moves much comes to an end. */
    SINGLE {
        @Override
        int next(long before) {
            return before < DIALOGUE_BYTES ? 1 : odd(before, 4001);
        }
    },

    /** Few bytes, then more, of ever changing lengths. */
    ODD {
        @Override
        int next(long before) {
            return before < DIALOGUE_BYTES ? odd(before, 7) : odd(before, 8009);
        }
    };

    private static final long DIALOGUE_BYTES = 4096;

    /** Longer when there has been much. */
    private static int odd(long before, int most) {
        return (int) (before % most + before / 64) + 1;
    }

    /**
     * The most that the next piece may have.
     *
     * @param before how many bytes went before it
     */
    abstract int next(long before);
}
