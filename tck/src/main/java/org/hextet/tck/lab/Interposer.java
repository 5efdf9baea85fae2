package org.hextet.tck.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The library that stands between a process and its C library, compiled for this host into a folder of its own, and the
 * file by which it is steered. Inside, a process sees it as {@link Faults}.
 */
final class Interposer implements AutoCloseable {

    private static final List<String> COMPILERS = List.of("cc", "gcc", "clang");

    private final LabFolder folder;
    private final Path library;
    private final Path steering;

    private Interposer(LabFolder folder) {
        this.folder = folder;
        this.library = folder.resolve("faults.so");
        this.steering = folder.resolve("steering");
    }

    /**
     * Compiles it.
     *
     * @return to be preloaded
     * @throws LabUnavailableException if this host cannot: says why
     */
    static Interposer compile() throws LabUnavailableException {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            throw new LabUnavailableException("no Linux: calls are made to fail by LD_PRELOAD");
        }
        Interposer made;
        try {
            made = new Interposer(LabFolder.make("faults"));
        } catch (IOException noFolder) {
            throw new LabUnavailableException("no temporary folder to compile in: " + noFolder.getMessage());
        }
        try {
            made.build();
            return made;
        } catch (LabUnavailableException unavailable) {
            made.close();
            throw unavailable;
        } catch (IOException failed) {
            made.close();
            throw new LabUnavailableException("cannot build inject: " + failed.getMessage());
        }
    }

    private void build() throws IOException, LabUnavailableException {
        Path source = folder.resolve("faults.c");
        try (InputStream text = Interposer.class.getResourceAsStream("faults.c")) {
            if (text == null) {
                throw new IOException("the TCK lacks its faults.c");
            }
            Files.copy(text, source);
        }
        Files.write(steering, new byte[Faults.STEERING_BYTES]);
        List<String> missing = new ArrayList<>();
        for (String compiler : COMPILERS) {
            Output output;
            try {
                output = Commands.run(List.of(
                        compiler,
                        "-O2",
                        "-fPIC",
                        "-shared",
                        "-o",
                        library.toString(),
                        source.toString(),
                        "-ldl",
                        "-lpthread"));
            } catch (IOException noSuchProgram) {
                missing.add(compiler);
                continue;
            }
            if (output.exit() != 0) {
                throw new LabUnavailableException(
                        "no C compiler that compiles: " + compiler + ": " + output.lastWord());
            }
            return;
        }
        throw new LabUnavailableException("no C compiler: none of " + String.join(", ", missing) + " is there");
    }

    /** The words before a command that start it with the library in front of its C library. */
    List<String> prefix() {
        return List.of("env", "LD_PRELOAD=" + library, Faults.STEERING + "=" + steering);
    }

    /** The file by which it is steered. */
    Path steering() {
        return steering;
    }

    @Override
    public void close() {
        folder.close();
    }
}
