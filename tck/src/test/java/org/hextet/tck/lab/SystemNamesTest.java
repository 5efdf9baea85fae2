package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemNamesTest {

    private static final List<Path> OF_THE_HOST = List.of(Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"));

    private static List<String> ofTheHost() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : OF_THE_HOST) {
            texts.add(Files.isReadable(file) ? Files.readString(file) : "");
        }
        return texts;
    }

    @Test
    void a_file_of_the_host_is_never_written_to() throws Exception {
        List<String> before = ofTheHost();

        assertTrue(SystemNames.problem().isPresent());
        assertThrows(IllegalStateException.class, () -> SystemNames.writeHosts("192.0.2.1 name.test\n"));
        assertEquals(before, ofTheHost());
    }

    @Test
    void a_process_of_the_environment_sees_files_of_its_own_and_the_host_does_not() throws Exception {
        List<String> before = ofTheHost();
        Path folder;
        try (Lab lab = Lab.build(Environment.SCRIPT)) {
            List<String> words = new ArrayList<>(lab.prefix());
            folder = Path.of(words.get(words.size() - 1));
            words.addAll(
                    List.of("sh", "-c", "echo 192.0.2.1 name.test >> /etc/hosts; cat /etc/resolv.conf /etc/hosts"));
            Output output = Commands.run(words);

            assertEquals(0, output.exit(), output.stderr());
            assertTrue(output.stdout().contains("nameserver 127.0.0.1\n"), output.stdout());
            assertTrue(output.stdout().contains("192.0.2.1 name.test\n"), output.stdout());
            assertEquals(before, ofTheHost());
        } catch (LabUnavailableException unavailable) {
            abort(unavailable.why());
            return;
        }
        assertFalse(Files.exists(folder));
    }
}
