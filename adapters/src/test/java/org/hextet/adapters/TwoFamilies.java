package org.hextet.adapters;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A server on 127.0.0.1 at the port of a dead IPv6 address. */
public final class TwoFamilies implements AutoCloseable {

    private static final int TRIES = 50;

    private final ServerSocket alive;
    private final DeadIpv6 dead;

    private TwoFamilies(ServerSocket alive, DeadIpv6 dead) {
        this.alive = alive;
        this.dead = dead;
    }

    public static TwoFamilies open() throws IOException {
        IOException taken = new IOException("no port that is free in both families");
        for (int i = 0; i < TRIES; i++) {
            ServerSocket alive = new ServerSocket(0, 50, ipv4());
            try {
                return new TwoFamilies(alive, DeadIpv6.at(alive.getLocalPort()));
            } catch (IOException inUse) {
                taken.addSuppressed(inUse);
                alive.close();
            }
        }
        throw taken;
    }

    public static InetAddress ipv4() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    public static InetAddress ipv6() throws IOException {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        return InetAddress.getByAddress(loopback);
    }

    /** Of both. */
    public int port() {
        return alive.getLocalPort();
    }

    /** The one that answers. */
    public ServerSocket alive() {
        return alive;
    }

    @Override
    public void close() throws IOException {
        alive.close();
        dead.close();
    }
}
