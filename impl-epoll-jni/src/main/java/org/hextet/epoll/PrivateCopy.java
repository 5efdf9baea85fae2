package org.hextet.epoll;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hextet.epoll.LoadAttempt.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Loads a library from a file that exists for no longer than that takes: the linker needs a name, and the kernel keeps
 * what is mapped.
 */
final class PrivateCopy {

    /** The system property with the folder to try first. */
    static final String FOLDER = "hextet.epoll.tmpdir";

    private static final int NAMES = 100;
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_OTHERS = 02;

    private PrivateCopy() {}

    /**
     * Where a copy may be made, best first: the folder that was asked for, or else that of temporary files; then those
     * that hosts with a strict {@code /tmp} have beside it.
     */
    static List<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        String asked = System.getProperty(FOLDER, "");
        add(folders, asked.isEmpty() ? System.getProperty("java.io.tmpdir") : asked);
        add(folders, System.getenv("XDG_RUNTIME_DIR"));
        add(folders, "/dev/shm");
        String cache = System.getenv("XDG_CACHE_HOME");
        add(folders, cache == null || cache.isEmpty() ? System.getProperty("user.home") + "/.cache" : cache);
        return List.copyOf(folders);
    }

    private static void add(Set<Path> folders, @Nullable String folder) {
        if (folder != null && !folder.isEmpty()) {
            folders.add(Path.of(folder).toAbsolutePath().normalize());
        }
    }

    /** Loads it from the first folder where that can be done. */
    static LoadAttempt load(byte[] library, List<Path> folders) {
        List<String> refused = new ArrayList<>();
        for (Path folder : folders) {
            LoadAttempt attempt = load(library, folder);
            if (!attempt.is(Outcome.FOLDER_REFUSED)) {
                return attempt;
            }
            refused.add(folder + " (" + attempt.why() + ")");
        }
        return new LoadAttempt(Outcome.FOLDER_REFUSED, String.join(", ", refused));
    }

    private static LoadAttempt load(byte[] library, Path folder) {
        Path file;
        try {
            if (isOpenToAll(folder)) {
                return new LoadAttempt(Outcome.FOLDER_REFUSED, "everyone may rename and remove what is in it");
            }
            file = create(folder);
        } catch (IOException failed) {
            return new LoadAttempt(Outcome.FOLDER_REFUSED, words(failed));
        }
        try {
            Files.write(file, library, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            LoadAttempt attempt = LoadAttempt.ofFile(file);
            return attempt.is(Outcome.FOLDER_REFUSED)
                    ? new LoadAttempt(attempt.outcome(), attempt.why() + "; it may be mounted noexec")
                    : attempt;
        } catch (IOException failed) {
            return new LoadAttempt(Outcome.FOLDER_REFUSED, words(failed));
        } finally {
            remove(file);
        }
    }

    /** There another user could put a file of his own in the place of ours before it is loaded. */
    private static boolean isOpenToAll(Path folder) throws IOException {
        return Files.getAttribute(folder, "unix:mode") instanceof Integer mode
                && (mode & WRITABLE_BY_OTHERS) != 0
                && (mode & STICKY) == 0;
    }

    /** A new file, which is nobody else's to read or write. */
    private static Path create(Path folder) throws IOException {
        for (int i = 1; ; i++) {
            Path file = folder.resolve("libhextet_epoll-" + Long.toHexString(System.nanoTime()) + ".so");
            try {
                return Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException taken) {
                if (i == NAMES) {
                    throw taken;
                }
            }
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException later) {
            file.toFile().deleteOnExit();
        }
    }

    private static String words(IOException failed) {
        if (failed instanceof NoSuchFileException) {
            return "no such folder";
        }
        if (failed instanceof AccessDeniedException) {
            return "not writable";
        }
        return failed instanceof FileSystemException ofFile && ofFile.getReason() != null
                ? ofFile.getReason()
                : String.valueOf(failed.getMessage());
    }
}
