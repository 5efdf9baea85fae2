package org.hextet.tck.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What comes from one host and goes to the other. All but {@link #impair} and {@link #relayed} belongs to the relay's
 * loop.
 */
final class RelayedWay implements AutoCloseable {

    private static final int LONGEST = 65_536;

    /** Of a VXLAN: eight bytes, then the frame. */
    private static final int HEADER = 8;

    private static final int BUFFER = 4 << 20;

    /** What is under way at most; a way that holds more loses, as any does. */
    private static final int MOST = 50_000;

    private static final int ALL = 100;

    private final DatagramChannel channel;
    private final SocketAddress source;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(LONGEST);
    private @Nullable RelayedWay other;

    private Impairment impairment = Impairment.NONE;
    private SplittableRandom chance = new SplittableRandom(impairment.seed());
    private Relayed relayed = new Relayed(0, 0, 0);
    private long lastDueNanos = Long.MIN_VALUE;
    private long number;

    /** A frame that has not arrived yet. Those that are due together keep their order. */
    record Frame(long dueNanos, long number, ByteBuffer packet, DatagramChannel by, SocketAddress to)
            implements Comparable<Frame> {

        @Override
        public int compareTo(Frame that) {
            int byTime = Long.compare(dueNanos - that.dueNanos, 0);
            return byTime == 0 ? Long.compare(number, that.number) : byTime;
        }

        void send() {
            try {
                by.send(packet, to);
            } catch (IOException noRoom) {
                // It is lost, as on any way.
            }
        }
    }

    private RelayedWay(DatagramChannel channel, int tunnel) {
        this.channel = channel;
        this.source = new InetSocketAddress(LabAddresses.TUNNELS, tunnel);
    }

    /** At the end of a host's tunnel: what comes by that is from it. */
    static RelayedWay open(int tunnel) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
            channel.bind(new InetSocketAddress(LabAddresses.RELAY, tunnel));
            return new RelayedWay(channel, tunnel);
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }

    void leadsTo(RelayedWay host) {
        other = host;
    }

    void register(Selector selector) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    synchronized void impair(Impairment how) {
        impairment = how;
        chance = new SplittableRandom(how.seed());
    }

    synchronized Relayed relayed() {
        return relayed;
    }

    /** All that has come. */
    void take(Queue<Frame> underWay) throws IOException {
        RelayedWay to = other;
        while (to != null && channel.receive(memory.clear()) != null) {
            memory.flip();
            int copies = underWay.size() < MOST ? copies() : lost();
            if (copies == 0) {
                continue;
            }
            InnerChecksum.finish(memory, HEADER);
            long dueNanos = due();
            for (int i = 0; i < copies; i++) {
                ByteBuffer packet =
                        ByteBuffer.allocate(memory.limit()).put(memory.rewind()).flip();
                underWay.add(new Frame(dueNanos, number++, packet, to.channel, to.source));
            }
        }
    }

    private synchronized int copies() {
        // Both are drawn for each packet: what is lost does not depend on what is doubled.
        boolean isLost = chance.nextInt(ALL) < impairment.lossPercent();
        boolean isDoubled = chance.nextInt(ALL) < impairment.doublePercent();
        if (isLost) {
            return lost();
        }
        relayed = new Relayed(relayed.packets() + 1, relayed.lost(), relayed.doubled() + (isDoubled ? 1 : 0));
        return isDoubled ? 2 : 1;
    }

    private synchronized int lost() {
        relayed = new Relayed(relayed.packets() + 1, relayed.lost() + 1, relayed.doubled());
        return 0;
    }

    /** Nothing overtakes what came before it, also where the delay has become shorter. */
    private synchronized long due() {
        long due = System.nanoTime() + impairment.delay().toNanos();
        lastDueNanos = lastDueNanos == Long.MIN_VALUE ? due : lastDueNanos + Math.max(0, due - lastDueNanos);
        return lastDueNanos;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
