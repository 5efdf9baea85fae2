package org.hextet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Certificates made by openssl, for one run of the tests. */
record Authority(Path folder) {

    /** A certificate and its key. */
    record Pair(Path certificate, Path key) {

        String certificateText() {
            return certificate.toString();
        }

        String keyText() {
            return key.toString();
        }
    }

    static Authority in(Path folder) throws Exception {
        Needed.installed("openssl");
        Authority authority = new Authority(folder);
        authority.selfSigned("authority", "CA:TRUE", "DNS:authority.test");
        return authority;
    }

    String trust() {
        return file("authority.pem").toString();
    }

    /** A certificate that nobody but itself has issued. */
    Pair selfSigned(String name, String constraints, String names) throws Exception {
        openssl(
                List.of("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout")
                        .toArray(String[]::new),
                name + ".key",
                "-out",
                name + ".pem",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=" + names,
                "-addext",
                "basicConstraints=critical," + constraints);
        return new Pair(file(name + ".pem"), file(name + ".key"));
    }

    /** A certificate that this authority has issued. */
    Pair issued(String name, String names, int days) throws Exception {
        openssl(
                new String[] {"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"},
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr",
                "-subj",
                "/CN=" + name);
        Files.writeString(file(name + ".ext"), "subjectAltName=" + names, StandardCharsets.US_ASCII);
        openssl(
                new String[] {"x509", "-req", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial"},
                "-in",
                name + ".csr",
                "-out",
                name + ".pem",
                "-days",
                Integer.toString(days),
                "-extfile",
                name + ".ext");
        return new Pair(file(name + ".pem"), file(name + ".key"));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void openssl(String[] first, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("openssl"));
        all.addAll(List.of(first));
        all.addAll(List.of(words));
        Process process = new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(all + ": " + said);
        }
    }
}
