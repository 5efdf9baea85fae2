package org.hextet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;
import org.hextet.endpoints.timeline.Timeline;

/**
 * A file for the timeline of a connect. It appears whole: written beside its place and renamed into it. Something that
 * is no regular file, a pipe or a device, is written to as it is.
 */
final class TimelineFile {

    private final Path file;
    private final Path beside;
    private final Function<Timeline, String> form;

    private TimelineFile(Path file, Path beside, Function<Timeline, String> form) {
        this.file = file;
        this.beside = beside;
        this.form = form;
    }

    /**
     * Sees that it can be written, before anything is connected.
     *
     * @param path where
     * @param form makes what is written
     * @return to be written
     * @throws IOException if it cannot be
     */
    static TimelineFile at(Path path, Function<Timeline, String> form) throws IOException {
        Path file = path.toAbsolutePath();
        if (Files.isDirectory(file)) {
            throw new IOException("write " + path + ": is a directory; give a file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return new TimelineFile(file, file, form);
        }
        Path name = file.getFileName();
        Path beside =
                file.resolveSibling("." + name + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.write(beside, new byte[0]);
            Files.delete(beside);
        } catch (IOException unfit) {
            throw wrong(path, unfit);
        }
        return new TimelineFile(file, beside, form);
    }

    void write(Timeline timeline) throws IOException {
        try {
            Files.write(beside, form.apply(timeline).getBytes(StandardCharsets.UTF_8));
            if (!beside.equals(file)) {
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException unfit) {
            throw wrong(file, unfit);
        }
    }

    /** The JDK says the path alone where it finds no such directory. */
    private static IOException wrong(Path file, IOException unfit) {
        String why = unfit instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : unfit.getClass()
                        .getSimpleName()
                        .replace("Exception", "")
                        .replaceAll("([a-z])([A-Z])", "$1 $2")
                        .toLowerCase(java.util.Locale.ROOT);
        return new IOException("write " + file + ": " + why + "; give a file that can be made", unfit);
    }
}
