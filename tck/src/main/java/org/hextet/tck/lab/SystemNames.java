package org.hextet.tck.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The system's files about names, {@code resolv.conf} and {@code hosts}, of a namespace's own: those of the host are
 * covered for the processes in it, and for nobody else. What is written to them there never reaches the host.
 */
public final class SystemNames {

    /** Begins each file, so that nobody writes to a file of the host. */
    private static final String MARK = "# of the TCK\n";

    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final Path HOSTS = Path.of("/etc/hosts");

    /**
     * In the mount namespace that {@code ip netns exec} makes. A daemon that answers for the C library, by a socket in
     * the file system, would ask from outside: it is covered too.
     */
    private static final String COVER = "for file in resolv.conf hosts nsswitch.conf; do"
            + " [ ! -e /etc/$file ] || mount --bind \"$1/$file\" /etc/$file || exit 1; done;"
            + " for daemon in /run/nscd /run/systemd/resolve; do"
            + " [ ! -d $daemon ] || mount -t tmpfs tmpfs $daemon || exit 1; done;"
            + " shift; exec \"$@\"";

    private final LabFolder folder;

    private SystemNames(LabFolder folder) {
        this.folder = folder;
    }

    static SystemNames make() throws IOException {
        SystemNames names = new SystemNames(LabFolder.make("names"));
        try {
            // The longest that the C library takes: a held question is not asked again.
            names.write("resolv.conf", "nameserver 127.0.0.1\noptions timeout:30 attempts:1\n");
            names.write("hosts", "127.0.0.1 localhost\n::1 localhost\n");
            names.write("nsswitch.conf", "hosts: files dns\n");
            return names;
        } catch (IOException full) {
            names.close();
            throw full;
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), MARK + text, StandardCharsets.ISO_8859_1);
    }

    /** The words before a command that cover the files for it. */
    List<String> prefix() {
        return List.of("sh", "-c", COVER, "sh", folder.path().toString());
    }

    /**
     * Why this process has no such files of its own.
     *
     * @return empty if it has
     */
    public static Optional<String> problem() {
        for (Path file : List.of(RESOLV_CONF, HOSTS)) {
            if (!isOurs(file)) {
                return Optional.of(file + " could not be covered by one of the TCK's own");
            }
        }
        return Optional.empty();
    }

    private static boolean isOurs(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).startsWith(MARK);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * Writes this process's hosts file.
     *
     * @param text lines as of hosts(5), after those of {@code localhost}
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if the file is the host's
     */
    public static void writeHosts(String text) throws IOException {
        if (!isOurs(HOSTS)) {
            throw new IllegalStateException(HOSTS + " is the host's own");
        }
        // In place: the file is a mount, and cannot be replaced.
        Files.writeString(HOSTS, MARK + "127.0.0.1 localhost\n::1 localhost\n" + text, StandardCharsets.ISO_8859_1);
    }

    void close() {
        folder.close();
    }
}
