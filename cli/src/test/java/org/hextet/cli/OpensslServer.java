package org.hextet.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code openssl s_server}, which sends each line back reversed. */
final class OpensslServer implements AutoCloseable {

    private static final String ACCEPTING = "ACCEPT ";

    private final Process process;
    private final int port;

    OpensslServer(Authority.Pair certificate, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("openssl", "s_server", "-rev", "-accept", "[::1]:0"));
        words.addAll(List.of("-cert", certificate.certificateText(), "-key", certificate.keyText()));
        words.addAll(List.of(options));
        process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader lines = process.inputReader();
        String line = lines.readLine();
        while (line != null && !line.startsWith(ACCEPTING)) {
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("openssl s_server did not start: " + words);
        }
        port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    String uri() {
        return "tls://[::1]:" + port;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
