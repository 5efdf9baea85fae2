package org.hextet.tck.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder for temporary files, with its owner in its name: what a killed process left is removed by the next. */
final class LabFolder implements AutoCloseable {

    private static final String MARK = "hextet-lab-";

    private final Path path;
    private final Thread atExit = new Thread(this::remove, "tck folder removal");

    private LabFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes one, for nobody but this user.
     *
     * @param label what it is for
     * @return empty, and gone with this process at the latest
     * @throws IOException if it cannot be made
     */
    static LabFolder make(String label) throws IOException {
        removeAbandoned();
        LabFolder folder = new LabFolder(
                Files.createTempDirectory(MARK + Owner.thisProcess().mark() + "-" + label + "-"));
        Runtime.getRuntime().addShutdownHook(folder.atExit);
        return folder;
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The hook runs, or has run: nothing is left to remove.
        }
    }

    private void remove() {
        remove(path);
    }

    /** What processes have left that were killed. */
    static void removeAbandoned() {
        Path all = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        try (DirectoryStream<Path> marked = Files.newDirectoryStream(all, MARK + "*")) {
            for (Path one : marked) {
                String name = one.getFileName().toString();
                Optional<Owner> owner = Owner.of(name.substring(MARK.length()).split("-", 2)[0]);
                if (owner.isPresent() && owner.get().isGone()) {
                    remove(one);
                }
            }
        } catch (IOException unreadable) {
            // Somebody else's to remove, then.
        }
    }

    private static void remove(Path folder) {
        List<Path> inside;
        try (Stream<Path> files = Files.walk(folder)) {
            inside = files.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException gone) {
            return;
        }
        for (Path one : inside) {
            try {
                Files.deleteIfExists(one);
            } catch (IOException notOurs) {
                // It lies among temporary files, and goes with them.
            }
        }
    }
}
