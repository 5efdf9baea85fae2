package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two hosts that want one address. */
class DuplicateAddressTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a process on the near host does to see which addresses it can bind. */
    public static final class Binding {

        private Binding() {}

        /**
         * Binds each address that it is given, and prints what came of it.
         *
         * @param arguments addresses
         * @throws Exception whatever comes
         */
        public static void main(String[] arguments) throws Exception {
            for (String address : arguments) {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
                    System.out.println("bound");
                } catch (BindException refused) {
                    System.out.println(refused.getMessage());
                }
            }
        }
    }

    @Test
    void an_address_that_the_far_host_has_is_found_to_be_a_duplicate_and_cannot_be_bound() throws Exception {
        try (Lab lab = Lab.buildOrSkip(Environment.LAB)) {
            String taken = lab.wire().duplicateAddress(0, PATIENCE);
            AddressState own = lab.wire().addAddress("fd00::9", 0, PATIENCE);

            assertEquals(AddressState.DUPLICATE, lab.wire().stateOf(taken, 0));
            assertEquals(AddressState.USABLE, own);
            Output output =
                    lab.java(Binding.class).withArguments(taken, "fd00::9").run(PATIENCE);
            List<String> lines = new ArrayList<>(output.stdout().lines().toList());
            assertTrue(
                    lines.remove(0).startsWith("Cannot assign requested address"), output.stdout() + output.stderr());
            assertEquals(List.of("bound"), lines, output.stderr());
            lab.wire().removeFarAddress(taken, 0);
            lab.wire().removeAddress(taken, 0);
            assertEquals(AddressState.ABSENT, lab.wire().stateOf(taken, 0));
            assertEquals(AddressState.USABLE, lab.wire().addAddress(taken, 0, PATIENCE));
        }
    }
}
