package org.hextet.tck.checks.strangers;

/** Of the highest rank, had it been loaded: its native library is nowhere. */
public final class LacksNativeCode extends Stranger {

    static {
        System.loadLibrary("hextet-tck-nowhere");
    }

    /** For {@link java.util.ServiceLoader}. */
    public LacksNativeCode() {
        super("lacks-native-code", 300);
    }
}
