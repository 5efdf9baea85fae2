package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hextet.tck.lab.Faults.Call;
import org.hextet.tck.lab.Faults.Errno;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static Interposer compile() {
        try {
            return Interposer.compile();
        } catch (LabUnavailableException unavailable) {
            return Assumptions.abort(unavailable.why());
        }
    }

    /** What a process does to show that its calls fail when they are to, and not otherwise. */
    public static final class Inside {

        private Inside() {}

        /**
         * Makes calls fail, by plain JDK sockets, and prints what came of it.
         *
         * @param arguments none
         * @throws Exception whatever comes
         */
        public static void main(String[] arguments) throws Exception {
            try (Faults faults = Faults.ofThisProcess();
                    ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
                faults.failNext(Call.SOCKET, Errno.ENFILE);
                try (Socket failing = new Socket()) {
                    failing.connect(address);
                    System.out.println("connected");
                } catch (IOException failed) {
                    System.out.println(failed.getMessage());
                }
                System.out.println("struck " + faults.struck(Call.SOCKET));
                try (SocketChannel client = SocketChannel.open(address);
                        Socket accepted = server.accept()) {
                    faults.cut(Call.SEND, 3);
                    System.out.println("wrote " + client.write(ByteBuffer.wrap(new byte[10])));
                    faults.heal();
                    System.out.println("wrote " + client.write(ByteBuffer.wrap(new byte[10])));
                    System.out.println("read " + accepted.getInputStream().readNBytes(13).length);
                    faults.keepClosed(10);
                }
                System.out.println("kept " + faults.kept());
                datagrams(faults);
                faults.keepNone();
                System.out.println("kept " + faults.kept() + ", late " + faults.lateUses());
            }
        }

        /** A socket without room, and then with some. */
        private static void datagrams(Faults faults) throws IOException {
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                channel.configureBlocking(false);
                ByteBuffer data = ByteBuffer.wrap(new byte[5]);
                faults.failNext(Call.SEND, Errno.EAGAIN, 2);
                for (int i = 0; i < 3; i++) {
                    System.out.println("sent " + channel.send(data, channel.getLocalAddress()));
                }
            }
        }
    }

    @Test
    void calls_fail_as_often_as_they_are_to_and_transfers_are_cut() throws Exception {
        try (Interposer interposer = compile()) {
            Output output = JavaCommand.likeThisOne()
                    .withPrefix(interposer.prefix())
                    .withMain(Inside.class.getName())
                    .run(PATIENCE);

            assertEquals("""
                    Too many open files in system
                    struck 1
                    wrote 3
                    wrote 10
                    read 13
                    kept 2
                    sent 0
                    sent 0
                    sent 5
                    kept 0, late []
                    """, output.stdout(), output.stderr());
        }
    }

    /** What was seen of the program of {@code misuse.c}. */
    private Faults misuse(Interposer interposer, String keep, int exit) throws IOException {
        Path source = folder.resolve("misuse.c");
        try (InputStream text = FaultsTest.class.getResourceAsStream("misuse.c")) {
            assertTrue(text != null, "misuse.c is no resource of the tests");
            Files.copy(text, source);
        }
        Path program = folder.resolve("misuse");
        Output compiled = Commands.run(List.of("cc", "-o", program.toString(), source.toString()));
        assertEquals(0, compiled.exit(), compiled.stderr());
        List<String> words = new ArrayList<>(interposer.prefix());
        words.addAll(List.of(program.toString(), keep));
        assertEquals(exit, Commands.run(words).exit());
        return Faults.at(interposer.steering());
    }

    @Test
    void a_descriptor_used_after_its_close_is_told_when_numbers_are_kept() throws Exception {
        try (Interposer interposer = compile()) {
            Faults faults = misuse(interposer, "8", 0);

            List<String> uses = faults.lateUses();
            assertEquals(3, uses.size(), uses.toString());
            assertTrue(uses.get(0).startsWith("SHUTDOWN on "), uses.toString());
            assertTrue(uses.get(1).startsWith("CLOSE on "), uses.toString());
        }
    }

    @Test
    void when_numbers_are_used_again_only_a_use_of_what_is_not_open_is_told() throws Exception {
        try (Interposer interposer = compile()) {
            Faults faults = misuse(interposer, "0", 3);

            List<String> uses = faults.lateUses();
            assertEquals(1, uses.size(), uses.toString());
            assertTrue(uses.get(0).startsWith("CLOSE on "), uses.toString());
        }
    }

    @Test
    void nothing_is_left_of_what_was_compiled() throws Exception {
        Path steering;
        try (Interposer interposer = compile()) {
            steering = interposer.steering();
            assertTrue(Files.exists(steering));
        }

        assertTrue(Files.notExists(steering.getParent()), "the folder is still there");
    }
}
