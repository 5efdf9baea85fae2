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

/** A real name server on loopback, over both families, that knows what a test gives it and asks nobody. */
final class Unbound implements AutoCloseable {

    private static final InetAddress LOOPBACK = AddressText.parse("127.0.0.1").toInetAddress();

    private final Process process;
    private final int port;

    private Unbound(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Where it is installed; empty if it is not. */
    static Optional<Path> installed() {
        return Stream.of("/usr/sbin/unbound", "/usr/local/sbin/unbound", "/usr/bin/unbound")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it, and waits until it answers. {@code records} are as in a master file. */
    static Unbound start(Path program, Path folder, List<String> records) throws Exception {
        int port = freePort();
        StringBuilder config = new StringBuilder("""
                server:
                  interface: ::1
                  interface: 127.0.0.1
                  port: %d
                  chroot: ""
                  username: ""
                  directory: "%s"
                  pidfile: ""
                  use-syslog: no
                  do-daemonize: no
                  num-threads: 1
                  module-config: "iterator"
                  do-not-query-localhost: no
                  access-control: ::1 allow
                  access-control: 127.0.0.0/8 allow
                  local-zone: "test." static
                  local-zone: "refused.example." refuse
                """.formatted(port, folder));
        for (String record : records) {
            config.append("  local-data: '").append(record).append("'\n");
        }
        config.append("""
                remote-control:
                  control-enable: no
                """);
        Path file = Files.writeString(folder.resolve("unbound.conf"), config);
        Process process = new ProcessBuilder(program.toString(), "-d", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("unbound.log").toFile())
                .start();
        Unbound started = new Unbound(process, port);
        try {
            started.awaitAnswer(folder.resolve("unbound.log"));
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
    private static int freePort() {
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
        throw new AssertionError("unbound does not answer: " + Files.readString(log));
    }
}
