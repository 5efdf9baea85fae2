package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;

/** A name server that others wrote, on loopback, for as long as a test wants it. */
final class NameServerProcess implements AutoCloseable {

    private static final InetAddress LOOPBACK = AddressText.parse("127.0.0.1").toInetAddress();

    private final Process process;
    private final int port;

    private NameServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Where a program is; empty if it is not installed. */
    static Optional<Path> installed(String program) {
        return Stream.of("/usr/sbin/", "/usr/local/sbin/", "/usr/bin/", "/usr/local/bin/")
                .map(folder -> Path.of(folder + program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it, and waits until it answers on 127.0.0.1. */
    static NameServerProcess start(Path log, int port, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        NameServerProcess started = new NameServerProcess(process, port);
        try {
            started.awaitAnswer(log);
        } catch (Exception | Error notStarted) {
            started.close();
            throw notStarted;
        }
        return started;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    /** Free for datagrams and streams of both families, and none that the kernel gives to others. */
    static int freePort() {
        Random random = new Random();
        for (int tries = 0; tries < 1000; tries++) {
            int port = 10_000 + random.nextInt(20_000);
            try (DatagramSocket datagrams = new DatagramSocket(port);
                    ServerSocket streams = new ServerSocket(port)) {
                return streams.getLocalPort() == datagrams.getLocalPort() ? port : 0;
            } catch (IOException taken) {
                // The next.
            }
        }
        throw new AssertionError("no port is free");
    }

    private void awaitAnswer(Path log) throws Exception {
        // A question for the root's name servers, which it refuses or answers.
        byte[] question = {0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1};
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(100);
            for (int i = 0; i < 300; i++) {
                assertTrue(process.isAlive(), () -> {
                    try {
                        return Files.readString(log);
                    } catch (IOException unreadable) {
                        return unreadable.toString();
                    }
                });
                socket.send(new DatagramPacket(question, question.length, LOOPBACK, port));
                try {
                    socket.receive(new DatagramPacket(new byte[512], 512));
                    return;
                } catch (SocketTimeoutException notYet) {
                    // Once more.
                }
            }
        }
        throw new AssertionError("it does not answer: " + Files.readString(log));
    }
}
