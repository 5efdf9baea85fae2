package org.hextet.tck.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The relay between two hosts that are far from each other: {@link RelayMain} in a host between. */
final class Relay implements AutoCloseable {

    static final String READY = "ready";
    static final String DONE = "ok";

    private final Process process;
    private final LabFolder folder;
    private final Steering steering;

    private Relay(Process process, LabFolder folder, Steering steering) {
        this.process = process;
        this.folder = folder;
        this.steering = steering;
    }

    /**
     * Starts it.
     *
     * @param prefix the words that bring a command to the host between
     * @return relaying
     * @throws IOException if it cannot be started
     */
    static Relay start(List<String> prefix) throws IOException {
        LabFolder folder = LabFolder.make("relay");
        Path socket = folder.resolve("steering");
        Process process = null;
        try {
            process = new ProcessBuilder(JavaCommand.likeThisOne()
                            .withPrefix(prefix)
                            .withOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                            .withMain(RelayMain.class)
                            .withArguments(socket.toString())
                            .words())
                    .redirectErrorStream(true)
                    .start();
            String word = process.inputReader(StandardCharsets.UTF_8).readLine();
            if (!READY.equals(word)) {
                throw new IOException("the relay says " + word);
            }
            return new Relay(process, folder, new Steering(socket));
        } catch (IOException refused) {
            if (process != null) {
                process.destroyForcibly();
            }
            folder.close();
            throw refused;
        }
    }

    Steering steering() {
        return steering;
    }

    /** Its input's end is its end. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        folder.close();
    }

    /**
     * Tells a relay what to do, from any process and host of the lab.
     *
     * @param socket in the file system
     */
    record Steering(Path socket) {

        void impair(Impairment towardsFar, Impairment towardsNear) throws IOException {
            ask("impair " + RelayMain.words(towardsFar) + " " + RelayMain.words(towardsNear));
        }

        Relayed relayed() throws IOException {
            String[] words = ask("relayed").split(" ", -1);
            return new Relayed(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
        }

        private String ask(String command) throws IOException {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket));
                PrintStream commands = new PrintStream(Channels.newOutputStream(channel), true, StandardCharsets.UTF_8);
                BufferedReader answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                commands.println(command);
                String answer = answers.readLine();
                if (answer == null || !answer.startsWith(DONE)) {
                    throw new IOException("relay, " + command + ": " + answer);
                }
                return answer.substring(DONE.length()).strip();
            }
        }
    }
}
