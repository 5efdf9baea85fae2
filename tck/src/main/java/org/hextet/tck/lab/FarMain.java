package org.hextet.tck.lab;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;

/**
 * The far host's JVM: plain JDK sockets, one command a line on standard input, one answer a line on standard output. It
 * ends with its input.
 */
final class FarMain {

    private static final int CONNECT_MILLIS = 30_000;

    private final Map<String, Listener> listeners = new HashMap<>();
    private final Map<String, Socket> sockets = new HashMap<>();
    private final Map<String, PlainDatagrams> datagrams = new HashMap<>();
    private int number;

    private FarMain() {}

    private record Listener(ServerSocket socket, BlockingQueue<Socket> accepted) {}

    /**
     * Obeys until its input ends.
     *
     * @param arguments none
     * @throws IOException if its own streams fail
     */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        Thread obeying = new Thread(() -> obeyAll(commands, answers), "tck far host");
        obeying.setDaemon(true);
        obeying.start();
        // Read apart from what is done: if whoever commands is killed, this ends also in the middle of a command.
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            commands.add(line);
        }
        System.exit(0);
    }

    private static void obeyAll(BlockingQueue<String> commands, PrintStream answers) {
        FarMain host = new FarMain();
        try {
            while (true) {
                String command = commands.take();
                String answer;
                try {
                    answer = "ok " + host.obey(command.split(" ", -1));
                } catch (IOException | RuntimeException failure) {
                    answer = "failed " + failure;
                }
                answers.println(answer.replace('\n', ' '));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String obey(String[] words) throws IOException, InterruptedException {
        return switch (words[0]) {
            case "hello" -> "";
            case "listen" -> listen(address(words[1]), Integer.parseInt(words[2]), FarHost.Behaviour.valueOf(words[3]));
            case "accept" -> accept(words[1], Long.parseLong(words[2]));
            case "stop" -> stop(words[1]);
            case "connect" -> connect(new InetSocketAddress(address(words[1]), Integer.parseInt(words[2])));
            case "send" -> send(socket(words[1]), words[2]);
            case "receive" -> receive(socket(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            case "await-end" -> awaitEnd(socket(words[1]), Integer.parseInt(words[2]));
            case "shutdown" -> shutdown(socket(words[1]));
            case "reset" -> reset(socket(words[1]));
            case "close" -> close(socket(words[1]));
            case "udp" -> udp(new InetSocketAddress(address(words[1]), Integer.parseInt(words[2])));
            case "udp-send" -> udpSend(udp(words[1]), text(words[2]), address(words[3]), Integer.parseInt(words[4]));
            case "udp-hear" -> udpHear(udp(words[1]), text(words[2]), Duration.ofMillis(Long.parseLong(words[3])));
            case "udp-heard" -> udp(words[1]).texts().contains(text(words[2])) ? "yes" : "no";
            case "udp-all" -> udpAll(udp(words[1]).heard(text(words[2])));
            case "udp-join" -> udpJoin(udp(words[1]), address(words[2]), link(words[3]));
            case "udp-outgoing" -> udpOption(udp(words[1]), StandardSocketOptions.IP_MULTICAST_IF, link(words[2]));
            case "udp-hops" ->
                udpOption(udp(words[1]), StandardSocketOptions.IP_MULTICAST_TTL, Integer.valueOf(words[2]));
            case "udp-close" -> udpClose(words[1]);
            default -> throw new IllegalArgumentException("unknown command " + words[0]);
        };
    }

    private Socket socket(String id) {
        return Objects.requireNonNull(sockets.get(id), id);
    }

    private Listener listener(String id) {
        return Objects.requireNonNull(listeners.get(id), id);
    }

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }

    private String listen(InetAddress address, int port, FarHost.Behaviour behaviour) throws IOException {
        Listener listener = new Listener(new ServerSocket(port, 1024, address), new LinkedBlockingQueue<>());
        String id = "l" + ++number;
        listeners.put(id, listener);
        daemon(() -> {
            while (true) {
                Socket socket = listener.socket().accept();
                listener.accepted().add(socket);
                if (behaviour != FarHost.Behaviour.OBEY) {
                    daemon(() -> serve(socket, behaviour));
                }
            }
        });
        return id + " " + listener.socket().getLocalPort();
    }

    private static void serve(Socket socket, FarHost.Behaviour behaviour) throws IOException {
        try (socket) {
            byte[] buffer = new byte[64 << 10];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                if (behaviour == FarHost.Behaviour.ECHO) {
                    socket.getOutputStream().write(buffer, 0, n);
                }
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                // The peer, or a command, ended it.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private String accept(String id, long millis) throws IOException, InterruptedException {
        Socket socket = listener(id).accepted().poll(millis, TimeUnit.MILLISECONDS);
        if (socket == null) {
            throw new SocketTimeoutException("nobody connected in " + millis + " ms");
        }
        return register(socket);
    }

    private String register(Socket socket) {
        String id = "c" + ++number;
        sockets.put(id, socket);
        return String.join(
                " ",
                id,
                AddressText.format(socket.getLocalAddress()),
                Integer.toString(socket.getLocalPort()),
                AddressText.format(socket.getInetAddress()),
                Integer.toString(socket.getPort()));
    }

    private String connect(InetSocketAddress remote) throws IOException {
        Socket socket = new Socket();
        socket.connect(remote, CONNECT_MILLIS);
        return register(socket);
    }

    private String stop(String id) throws IOException {
        listener(id).socket().close();
        return "";
    }

    private static String send(Socket socket, String hex) throws IOException {
        socket.getOutputStream().write(HexFormat.of().parseHex(hex));
        return "";
    }

    private static String shutdown(Socket socket) throws IOException {
        socket.shutdownOutput();
        return "";
    }

    private static String reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
        return "";
    }

    private static String close(Socket socket) throws IOException {
        socket.close();
        return "";
    }

    private static String receive(Socket socket, int bytes, int millis) throws IOException {
        socket.setSoTimeout(millis);
        return HexFormat.of().formatHex(socket.getInputStream().readNBytes(bytes));
    }

    private static String awaitEnd(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return "end";
        } catch (SocketTimeoutException late) {
            throw late;
        } catch (IOException reset) {
            return "reset";
        }
    }

    // Datagrams.

    private PlainDatagrams udp(String id) {
        return Objects.requireNonNull(datagrams.get(id), id);
    }

    /** Hexadecimal behind an x. */
    private static String text(String word) {
        return new String(HexFormat.of().parseHex(word.substring(1)), StandardCharsets.ISO_8859_1);
    }

    private static NetworkInterface link(String name) throws SocketException {
        return Objects.requireNonNull(NetworkInterface.getByName(name), name);
    }

    private String udp(InetSocketAddress local) throws IOException {
        PlainDatagrams socket = PlainDatagrams.open(local, local.getPort() != 0);
        String id = "u" + ++number;
        datagrams.put(id, socket);
        return id + " " + socket.address().getPort();
    }

    private static String udpSend(PlainDatagrams socket, String text, InetAddress to, int port) throws IOException {
        socket.send(text, new InetSocketAddress(to, port));
        return "";
    }

    private static String udpHear(PlainDatagrams socket, String text, Duration atMost) throws IOException {
        return udpAll(socket.hear(text, atMost).stream().toList());
    }

    /** Address and port of the sender of each, with its zone here. */
    private static String udpAll(List<PlainDatagram> heard) {
        return heard.stream()
                .map(PlainDatagram::sender)
                .map(sender -> AddressText.format(sender.getAddress()) + " " + sender.getPort())
                .collect(Collectors.joining(" "));
    }

    private static String udpJoin(PlainDatagrams socket, InetAddress group, NetworkInterface on) throws IOException {
        socket.join(group, on);
        return "";
    }

    private static <T> String udpOption(PlainDatagrams socket, SocketOption<T> option, T value) throws IOException {
        socket.option(option, value);
        return "";
    }

    private String udpClose(String id) throws IOException {
        udp(id).close();
        datagrams.remove(id);
        return "";
    }
}
