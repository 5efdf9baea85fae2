package org.hextet.epoll;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/**
 * So that what is run elsewhere by hand is known to work here, and the library's hot path is seen by the sanitizers.
 */
class EchoProbeTest {

    @Test
    void every_byte_comes_back_over_both_families() throws Exception {
        assumeTrue(NativeLibrary.unavailable().isEmpty(), () -> String.valueOf(NativeLibrary.unavailable()));

        EchoProbe.main(new String[0]);
    }
}
