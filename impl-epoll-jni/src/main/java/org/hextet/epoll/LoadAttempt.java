package org.hextet.epoll;

import java.nio.file.Path;

/**
 * What came of loading a library.
 *
 * @param why what is wrong, in the linker's words; empty if nothing is
 */
record LoadAttempt(Outcome outcome, String why) {

    enum Outcome {
        LOADED,
        /** There is none of that name. */
        NOT_FOUND,
        /** This very file is loaded already, by these classes in another class loader; a copy of it could be loaded. */
        IN_USE,
        /** From this folder nothing can be loaded: it may be mounted noexec. */
        FOLDER_REFUSED,
        /** The library would not do in another place either. */
        LIBRARY_REFUSED
    }

    static final LoadAttempt LOADED = new LoadAttempt(Outcome.LOADED, "");

    /**
     * Loads a file into this process, which registers its functions.
     *
     * @throws IllegalCallerException if native access is denied (JDK 24 and newer)
     */
    static LoadAttempt ofFile(Path file) {
        String path = file.toAbsolutePath().toString();
        try {
            System.load(path);
            return LOADED;
        } catch (LinkageError refused) {
            // Not only UnsatisfiedLinkError: JNI_OnLoad of another version may look for a class or method that is not
            // here.
            return failed(refused, path);
        }
    }

    /**
     * The same with what {@code java.library.path} has by that name; a failure names the file.
     *
     * @throws IllegalCallerException if native access is denied (JDK 24 and newer)
     */
    static LoadAttempt ofName(String name) {
        try {
            System.loadLibrary(name);
            return LOADED;
        } catch (LinkageError refused) {
            String words = String.valueOf(refused.getMessage());
            if (words.startsWith("no " + name)) {
                return new LoadAttempt(Outcome.NOT_FOUND, "");
            }
            int path = words.startsWith("/") ? words.indexOf(": ") : -1;
            if (path < 0) {
                return failed(refused, "");
            }
            LoadAttempt failed = failed(refused, words.substring(0, path));
            return new LoadAttempt(failed.outcome, words.substring(0, path) + ": " + failed.why);
        }
    }

    boolean is(Outcome expected) {
        return outcome == expected;
    }

    private static LoadAttempt failed(LinkageError refused, String path) {
        String words = String.valueOf(refused.getMessage());
        // The JDK and the linker both put it in front.
        while (words.startsWith(path + ": ")) {
            words = words.substring(path.length() + 2);
        }
        if (words.startsWith("unsupported JNI version 0xFFFFFFFF")) {
            // What becomes of the JNI_ERR that JNI_OnLoad returns.
            words = "its JNI_OnLoad failed: it may be of another version of Hextet";
        } else if (!(refused instanceof UnsatisfiedLinkError)) {
            words = "it is of another version of Hextet (" + refused.getClass().getSimpleName() + ": " + words + ")";
        }
        return new LoadAttempt(outcome(words), words);
    }

    /** Only the words tell; glibc's linker has others than musl's. */
    private static Outcome outcome(String words) {
        if (words.contains("already loaded in another classloader")) {
            return Outcome.IN_USE;
        }
        return words.contains("failed to map segment")
                        || words.contains("Operation not permitted")
                        || words.contains("Permission denied")
                ? Outcome.FOLDER_REFUSED
                : Outcome.LIBRARY_REFUSED;
    }
}
