package org.hextet.tck.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hextet.addresses.AddressText;

/**
 * The host at the other end of the link: a JVM there with plain JDK sockets, told what to do over a pipe. Addresses are
 * given and told as the far host sees them, so a link-local one is written with its own zone there: see {@link #zone}.
 */
public final class FarHost implements AutoCloseable {

    /** What the far host does with connections that it accepts. */
    public enum Behaviour {
        /** Writes back what comes, and ends when the peer does. */
        ECHO,
        /** Reads and forgets. */
        DISCARD,
        /** Does nothing by itself: read, write and end it by {@link FarConnection}. */
        OBEY
    }

    private final List<String> prefix;
    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    private FarHost(List<String> prefix, Process process) {
        this.prefix = List.copyOf(prefix);
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts the far host's JVM. To be called where namespaces can be entered: inside the lab's near host, or outside.
     *
     * @param prefix the words that bring a command there: {@code ip netns exec NAME}
     * @return ready
     * @throws IOException if it cannot be started
     */
    public static FarHost start(List<String> prefix) throws IOException {
        Process process = new ProcessBuilder(JavaCommand.likeThisOne()
                        .withPrefix(prefix)
                        .withOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                        .withMain(FarMain.class)
                        .words())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        FarHost host = new FarHost(prefix, process);
        try {
            host.ask("hello");
        } catch (IOException dead) {
            process.destroyForcibly();
            throw dead;
        }
        return host;
    }

    List<String> prefix() {
        return prefix;
    }

    /**
     * The name of the far host's end of a link: the zone of link-local addresses there.
     *
     * @param link 0, or in {@code lab2} 1; in {@code mtu} 1
     * @return for example {@code far0}
     */
    public String zone(int link) {
        return LabAddresses.farLink(link);
    }

    /**
     * Listens.
     *
     * @param address of the far host, as text: {@code fd00::2}, {@code fe80::2%far0}, {@code ::}
     * @param behaviour of the connections that it accepts
     * @return bound to a port that its kernel chose
     * @throws IOException what it said
     */
    public FarListener listen(String address, Behaviour behaviour) throws IOException {
        String[] answer = ask("listen " + address + " 0 " + behaviour);
        return new FarListener(this, answer[0], Integer.parseInt(answer[1]));
    }

    /**
     * Connects.
     *
     * @param address where to, as the far host sees it: {@code fd00::1}, {@code fe80::1%far0}
     * @param port where to
     * @return connected; obeys
     * @throws IOException what it said
     */
    public FarConnection connect(String address, int port) throws IOException {
        return FarConnection.of(this, ask("connect " + address + " " + port));
    }

    /**
     * Opens a datagram socket.
     *
     * @param address of the far host, as text: {@code fd00::2}, {@code fe80::2%far0}, {@code ::}, {@code 0.0.0.0}
     * @param port 0 for its kernel's choice; any other is shared (SO_REUSEADDR), as members of groups do
     * @return bound
     * @throws IOException what it said
     */
    public FarDatagrams datagrams(String address, int port) throws IOException {
        String[] answer = ask("udp " + address + " " + port);
        return new FarDatagrams(this, answer[0], Integer.parseInt(answer[1]));
    }

    /**
     * Runs a program on the far host.
     *
     * @param input what it reads
     * @param command its words
     * @return what it left
     * @throws IOException if it cannot be started
     */
    public Output run(String input, List<String> command) throws IOException {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(command);
        return Commands.run(words, input);
    }

    /** One command, one answer: its words, without the first. */
    synchronized String[] ask(String command) throws IOException {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException gone) {
            throw new IOException("the far host is gone: " + command, gone);
        }
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the far host is gone: " + command);
        }
        if (!answer.startsWith("ok")) {
            throw new IOException("far host, " + command + ": " + answer);
        }
        return answer.substring(2).strip().split(" ", -1);
    }

    /** Ends its JVM, and with it every socket there. */
    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** The zone is another host's: bytes and port are all that means something here. */
    private static InetSocketAddress socketAddress(String address, String port) {
        return new InetSocketAddress(
                AddressText.parse(address.split("%", 2)[0]).toInetAddress(), Integer.parseInt(port));
    }

    private static String hex(String text) {
        // A word of the command must not be empty.
        return "x" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A listening port of the far host. */
    public static final class FarListener implements AutoCloseable {

        private final FarHost host;
        private final String id;
        private final int port;

        private FarListener(FarHost host, String id, int port) {
            this.host = host;
            this.id = id;
            this.port = port;
        }

        /**
         * Its port.
         *
         * @return as its kernel chose it
         */
        public int port() {
            return port;
        }

        /**
         * Where to connect to.
         *
         * @param address of the far host, as this host sees it
         * @return with the port
         */
        public InetSocketAddress at(InetAddress address) {
            return new InetSocketAddress(address, port);
        }

        /**
         * Waits for the next connection.
         *
         * @param atMost how long
         * @return accepted
         * @throws IOException if none came
         */
        public FarConnection accept(Duration atMost) throws IOException {
            return FarConnection.of(host, host.ask("accept " + id + " " + atMost.toMillis()));
        }

        /**
         * Stops listening.
         *
         * @throws IOException what it said
         */
        @Override
        public void close() throws IOException {
            host.ask("stop " + id);
        }
    }

    /** A connection of the far host. */
    public static final class FarConnection implements AutoCloseable {

        private final FarHost host;
        private final String id;
        private final InetSocketAddress local;
        private final InetSocketAddress remote;

        private FarConnection(FarHost host, String id, InetSocketAddress local, InetSocketAddress remote) {
            this.host = host;
            this.id = id;
            this.local = local;
            this.remote = remote;
        }

        private static FarConnection of(FarHost host, String[] answer) {
            return new FarConnection(
                    host, answer[0], socketAddress(answer[1], answer[2]), socketAddress(answer[3], answer[4]));
        }

        /**
         * Its own address, without zone.
         *
         * @return as its kernel tells it
         */
        public InetSocketAddress localAddress() {
            return local;
        }

        /**
         * Who it is connected to, without zone.
         *
         * @return as its kernel tells it
         */
        public InetSocketAddress remoteAddress() {
            return remote;
        }

        /**
         * Sends.
         *
         * @param bytes a few
         * @throws IOException what it said
         */
        public void send(byte[] bytes) throws IOException {
            host.ask("send " + id + " " + HexFormat.of().formatHex(bytes));
        }

        /**
         * Receives.
         *
         * @param bytes how many
         * @param atMost how long
         * @return so many, or fewer if the peer ended before
         * @throws IOException if they did not come in time, or the peer reset
         */
        public byte[] receive(int bytes, Duration atMost) throws IOException {
            String[] answer = host.ask("receive " + id + " " + bytes + " " + atMost.toMillis());
            return HexFormat.of().parseHex(answer[0]);
        }

        /**
         * Waits for the peer's end, forgetting what comes before it.
         *
         * @param atMost how long
         * @return {@code end} or {@code reset}
         * @throws IOException if it did not come in time
         */
        public String awaitEnd(Duration atMost) throws IOException {
            return host.ask("await-end " + id + " " + atMost.toMillis())[0];
        }

        /**
         * Ends its output.
         *
         * @throws IOException what it said
         */
        public void shutdownOutput() throws IOException {
            host.ask("shutdown " + id);
        }

        /**
         * Resets.
         *
         * @throws IOException what it said
         */
        public void reset() throws IOException {
            host.ask("reset " + id);
        }

        /**
         * Closes.
         *
         * @throws IOException what it said
         */
        @Override
        public void close() throws IOException {
            host.ask("close " + id);
        }
    }

    /** A datagram socket of the far host. Payloads are texts, one character a byte. */
    public static final class FarDatagrams implements AutoCloseable {

        private final FarHost host;
        private final String id;
        private final int port;

        private FarDatagrams(FarHost host, String id, int port) {
            this.host = host;
            this.id = id;
            this.port = port;
        }

        /**
         * Its port.
         *
         * @return as its kernel chose it
         */
        public int port() {
            return port;
        }

        /**
         * Where to write to.
         *
         * @param address of the far host, as this host sees it, or a group
         * @return with the port
         */
        public InetSocketAddress at(InetAddress address) {
            return new InetSocketAddress(address, port);
        }

        /**
         * Sends.
         *
         * @param text the payload
         * @param address whom to, as the far host sees it: {@code fd00::1}, {@code ff02::1234%far0}
         * @param toPort whom to
         * @throws IOException what it said
         */
        public void send(String text, String address, int toPort) throws IOException {
            host.ask("udp-send " + id + " " + hex(text) + " " + address + " " + toPort);
        }

        /**
         * Waits for a datagram with that payload, of those that came and those that come.
         *
         * @param text the payload
         * @param atMost how long
         * @return the first one, its sender without zone; empty if none came in time
         * @throws IOException what it said
         */
        public Optional<PlainDatagram> hear(String text, Duration atMost) throws IOException {
            return datagrams(text, host.ask("udp-hear " + id + " " + hex(text) + " " + atMost.toMillis())).stream()
                    .findFirst();
        }

        /**
         * All datagrams with that payload that were heard while it waited for others, in order.
         *
         * @param text the payload
         * @return of {@link #hear}
         * @throws IOException what it said
         */
        public List<PlainDatagram> heard(String text) throws IOException {
            return datagrams(text, host.ask("udp-all " + id + " " + hex(text)));
        }

        private static List<PlainDatagram> datagrams(String text, String[] answer) {
            List<PlainDatagram> all = new ArrayList<>();
            for (int i = 0; i + 1 < answer.length; i += 2) {
                String[] zone = answer[i].split("%", 2);
                all.add(new PlainDatagram(
                        text, socketAddress(answer[i], answer[i + 1]), zone.length < 2 ? "" : zone[1]));
            }
            return all;
        }

        /**
         * Whether a payload is among those that were heard while it waited for others.
         *
         * @param text the payload
         * @return of {@link #hear}
         * @throws IOException what it said
         */
        public boolean hasHeard(String text) throws IOException {
            return host.ask("udp-heard " + id + " " + hex(text))[0].equals("yes");
        }

        /**
         * Joins a group.
         *
         * @param group without zone
         * @param link its name there, of {@link FarHost#zone}
         * @throws IOException what it said
         */
        public void join(String group, String link) throws IOException {
            host.ask("udp-join " + id + " " + group + " " + link);
        }

        /**
         * Sets by which link datagrams to groups leave.
         *
         * @param link its name there, of {@link FarHost#zone}
         * @throws IOException what it said
         */
        public void setOutgoingLink(String link) throws IOException {
            host.ask("udp-outgoing " + id + " " + link);
        }

        /**
         * Sets how many hops datagrams to groups may take.
         *
         * @param hops 0 to 255
         * @throws IOException what it said
         */
        public void setMulticastHops(int hops) throws IOException {
            host.ask("udp-hops " + id + " " + hops);
        }

        /**
         * Closes.
         *
         * @throws IOException what it said
         */
        @Override
        public void close() throws IOException {
            host.ask("udp-close " + id);
        }

        /**
         * What it is.
         *
         * @return its port
         */
        @Override
        public String toString() {
            return "a plain socket of the far host on port " + port;
        }
    }
}
