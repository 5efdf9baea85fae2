package org.hextet.resolver.dnsjava;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A small file of the system, read again when it has changed. It is looked at once in {@value #LOOK_SECONDS} seconds at
 * most, and no more than a bound of it is ever read. A file that is not there counts as empty, one that cannot be read
 * too, and says so. Thread-safe.
 *
 * @param <T> what it says
 */
final class WatchedFile<T> {

    private static final long LOOK_SECONDS = 5;

    private final Path path;
    private final int mostBytes;
    private final Function<String, T> reader;
    private final LongSupplier nanoTime;

    private @Nullable T content;
    private @Nullable Stamp stamp;
    private Optional<String> problem = Optional.empty();
    private long lookedNanos;

    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {}

    WatchedFile(Path path, int mostBytes, Function<String, T> reader, LongSupplier nanoTime) {
        this.path = path;
        this.mostBytes = mostBytes;
        this.reader = reader;
        this.nanoTime = nanoTime;
    }

    /** What the file says now. */
    synchronized T content() {
        long now = nanoTime.getAsLong();
        T known = content;
        if (known != null && now - lookedNanos < LOOK_SECONDS * 1_000_000_000L) {
            return known;
        }
        lookedNanos = now;
        Stamp before = stamp;
        stamp = look();
        if (known != null && stamp != null && stamp.equals(before)) {
            return known;
        }
        T fresh = reader.apply(read());
        content = fresh;
        return fresh;
    }

    /** Why it could not be read as a whole, when it was last looked at. */
    synchronized Optional<String> problem() {
        return problem;
    }

    private @Nullable Stamp look() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException unknown) {
            // Read it, and see.
            return null;
        }
    }

    private String read() {
        problem = Optional.empty();
        try {
            // What is no file could keep the reactor waiting: a pipe, a terminal.
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                problem = Optional.of(path + ": no regular file");
                return "";
            }
            try (InputStream stream = Files.newInputStream(path)) {
                byte[] bytes = stream.readNBytes(mostBytes);
                if (bytes.length == mostBytes && stream.read() >= 0) {
                    problem = Optional.of(path + ": only the first " + mostBytes + " bytes are read");
                }
                // Every byte is a character: a comment may be in any encoding.
                return new String(bytes, StandardCharsets.ISO_8859_1);
            }
        } catch (NoSuchFileException none) {
            return "";
        } catch (IOException unreadable) {
            problem = Optional.of(path + ": cannot be read (" + unreadable + ")");
            return "";
        }
    }
}
