package org.hextet.tls;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The {@code openssl} command, where there is one. */
final class OpenSsl {

    private OpenSsl() {}

    /** Skips the test where there is none. */
    static void assume() throws InterruptedException {
        boolean isThere;
        try {
            run("version");
            isThere = true;
        } catch (IOException none) {
            isThere = false;
        }
        assumeTrue(isThere, "no openssl on this host");
    }

    /** Runs it, with arguments that have no spaces in them. */
    static void run(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        TestCertificates.run(command);
    }
}
