package org.hextet.tck.lab;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.PriorityQueue;

/**
 * The relay's JVM: frames of either host come to it as the datagrams of a VXLAN (RFC 7348), and go on to the other as
 * such. It is told what to do to them over a socket in the file system, which any namespace reaches, and ends with its
 * input.
 */
final class RelayMain {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final RelayedWay towardsFar;
    private final RelayedWay towardsNear;
    private final PriorityQueue<RelayedWay.Frame> underWay = new PriorityQueue<>();

    private RelayMain(RelayedWay towardsFar, RelayedWay towardsNear) {
        this.towardsFar = towardsFar;
        this.towardsNear = towardsNear;
    }

    /**
     * Relays until its input ends.
     *
     * @param arguments the path of the socket over which it is steered
     * @throws IOException if its own sockets fail
     */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        endWithInput();
        try (ServerSocketChannel steering = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                RelayedWay near = RelayedWay.open(LabAddresses.NEAR_TUNNEL);
                RelayedWay far = RelayedWay.open(LabAddresses.FAR_TUNNEL);
                Selector selector = Selector.open()) {
            near.leadsTo(far);
            far.leadsTo(near);
            steering.bind(UnixDomainSocketAddress.of(Path.of(arguments[0])));
            RelayMain relay = new RelayMain(near, far);
            Thread obeying = new Thread(() -> relay.obey(steering), "tck relay steering");
            obeying.setDaemon(true);
            obeying.start();
            answers.println(Relay.READY);
            relay.carry(selector);
        }
    }

    /** Whatever it does, and also if whoever started it was killed. */
    private static void endWithInput() {
        Thread watching = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is said there.
                        }
                    } catch (IOException ended) {
                        // As good as its end.
                    }
                    Runtime.getRuntime().halt(0);
                },
                "tck relay input");
        watching.setDaemon(true);
        watching.start();
    }

    private void carry(Selector selector) throws IOException {
        towardsFar.register(selector);
        towardsNear.register(selector);
        while (true) {
            RelayedWay.Frame next = underWay.peek();
            if (next == null) {
                selector.select();
            } else {
                long left = next.dueNanos() - System.nanoTime();
                if (left <= 0) {
                    selector.selectNow();
                } else {
                    // Rounded up: never too early.
                    selector.select((left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
                }
            }
            for (SelectionKey key : selector.selectedKeys()) {
                ((RelayedWay) key.attachment()).take(underWay);
            }
            selector.selectedKeys().clear();
            sendDue();
        }
    }

    private void sendDue() {
        long now = System.nanoTime();
        for (RelayedWay.Frame frame = underWay.peek();
                frame != null && frame.dueNanos() - now <= 0;
                frame = underWay.peek()) {
            underWay.remove();
            frame.send();
        }
    }

    // ---- steering: one connection a command

    private void obey(ServerSocketChannel steering) {
        while (true) {
            try (SocketChannel client = steering.accept();
                    BufferedReader commands = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
                    PrintStream answers =
                            new PrintStream(Channels.newOutputStream(client), true, StandardCharsets.UTF_8)) {
                String command = commands.readLine();
                if (command != null) {
                    answers.println(answer(command.split(" ", -1)));
                }
            } catch (IOException gone) {
                // The client went, or the relay ends.
                if (!steering.isOpen()) {
                    return;
                }
            }
        }
    }

    private String answer(String[] words) {
        try {
            return switch (words[0]) {
                case "impair" -> {
                    towardsFar.impair(impairment(words, 1));
                    towardsNear.impair(impairment(words, 5));
                    yield Relay.DONE;
                }
                case "relayed" -> {
                    Relayed all = towardsFar.relayed().plus(towardsNear.relayed());
                    yield Relay.DONE + " " + all.packets() + " " + all.lost() + " " + all.doubled();
                }
                default -> "unknown command " + words[0];
            };
        } catch (RuntimeException wrong) {
            return "failed " + wrong;
        }
    }

    static String words(Impairment impairment) {
        return impairment.delay().toNanos() + " " + impairment.lossPercent() + " " + impairment.doublePercent() + " "
                + impairment.seed();
    }

    private static Impairment impairment(String[] words, int at) {
        return new Impairment(
                Duration.ofNanos(Long.parseLong(words[at])),
                Integer.parseInt(words[at + 1]),
                Integer.parseInt(words[at + 2]),
                Long.parseLong(words[at + 3]));
    }
}
