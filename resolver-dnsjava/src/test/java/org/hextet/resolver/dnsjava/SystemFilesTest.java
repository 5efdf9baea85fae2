package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.api.spi.ProviderSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever lies where resolv.conf should be: its content counts as far as it can be read, and the rest is said. */
@Timeout(60)
class SystemFilesTest {

    @TempDir
    private Path folder;

    private final AtomicLong now = new AtomicLong();

    private SystemFiles files(Path resolvConf) {
        return new SystemFiles(
                DnsOptions.of(ProviderSpec.parse("dnsjava?hosts=/nowhere&resolv-conf=" + resolvConf)), now::get);
    }

    private static int servers(SystemFiles files) {
        return files.settings().servers().size();
    }

    @Test
    void without_a_file_or_with_an_empty_one_this_host_is_asked() throws Exception {
        for (Path file : new Path[] {folder.resolve("none"), Files.createFile(folder.resolve("empty"))}) {
            SystemFiles files = files(file);

            assertEquals(2, servers(files));
            assertTrue(files.problem().isEmpty());
        }
    }

    @Test
    void of_a_huge_file_the_beginning_is_read() throws Exception {
        Path file = Files.writeString(
                folder.resolve("huge"),
                "nameserver ::1\nnameserver 192.0.2.1\n" + ("search " + "a".repeat(60) + "\n").repeat(100_000));
        assertTrue(Files.size(file) > 6_000_000);

        SystemFiles files = files(file);

        assertEquals(2, servers(files));
        assertTrue(files.problem().orElseThrow().contains("only the first 65536 bytes"), files.problem()::get);
    }

    @Test
    void one_line_of_megabytes_is_cut() throws Exception {
        SystemFiles files =
                files(Files.writeString(folder.resolve("line"), "nameserver ::1\noptions " + "x".repeat(5_000_000)));

        assertEquals(1, servers(files));
    }

    @Test
    void a_folder_is_no_file() {
        SystemFiles files = files(folder);

        assertEquals(2, servers(files));
        assertTrue(files.problem().orElseThrow().contains("no regular file"), files.problem()::get);
    }

    @Test
    void a_file_that_is_itself_cannot_be_read() throws Exception {
        Path file = folder.resolve("itself");
        Files.createSymbolicLink(file, file);

        SystemFiles files = files(file);

        assertEquals(2, servers(files));
        assertTrue(files.problem().orElseThrow().contains("cannot be read"), files.problem()::get);
    }

    @Test
    void a_file_that_gives_an_error_cannot_be_read() {
        // Its first page is nobody's.
        Path file = Path.of("/proc/self/mem");
        assumeTrue(Files.isRegularFile(file), "no /proc");

        SystemFiles files = files(file);

        assertEquals(2, servers(files));
        assertTrue(files.problem().orElseThrow().contains("cannot be read"), files.problem()::get);
    }

    @Test
    void bytes_that_are_no_text_do_no_harm() throws Exception {
        byte[] bytes = new byte[4096];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 37);
        }

        assertEquals(2, servers(files(Files.write(folder.resolve("bytes"), bytes))));
    }

    @Test
    void what_is_mended_counts_after_a_while() throws Exception {
        Path file = folder.resolve("later");
        SystemFiles files = files(file);
        assertEquals(2, servers(files));
        Files.writeString(file, "nameserver ::1\n");

        now.addAndGet(Duration.ofSeconds(5).toNanos());

        assertEquals(1, servers(files));
    }
}
