package org.hextet.tck.checks;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.hextet.tck.rig.Rig;

/** One address more on the first link of the lab, beside the one that the kernel would choose. */
final class SecondAddress {

    private SecondAddress() {}

    /** {@code fd00::11}, until the check ends. */
    static InetAddress ofIpv6(Rig rig) throws IOException {
        return add(rig, "fd00::11", List.of("fd00::11/64", "nodad"));
    }

    /** {@code 10.0.0.11}, until the check ends. */
    static InetAddress ofIpv4(Rig rig) throws IOException {
        return add(rig, "10.0.0.11", List.of("10.0.0.11/24"));
    }

    private static InetAddress add(Rig rig, String address, List<String> how) throws IOException {
        String link = rig.lab().link(0);
        String withLength = how.get(0);
        if (how.contains("nodad")) {
            rig.lab().ip("address", "add", withLength, "dev", link, "nodad");
        } else {
            rig.lab().ip("address", "add", withLength, "dev", link);
        }
        rig.closing(() -> rig.lab().ip("address", "delete", withLength, "dev", link));
        return AddressText.parse(address).toInetAddress();
    }
}
