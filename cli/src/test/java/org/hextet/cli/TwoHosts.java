package org.hextet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Two hosts in network namespaces with one link between them: what is sent to groups stays on it. */
final class TwoHosts implements AutoCloseable {

    static final String NEAR_LINK = "va";
    static final String FAR_LINK = "vb";

    private final String near = "hxcli-a" + ProcessHandle.current().pid();
    private final String far = "hxcli-b" + ProcessHandle.current().pid();
    private boolean made;

    private TwoHosts() {}

    static TwoHosts make() {
        Needed.installed("ip");
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "namespaces need root");
        TwoHosts hosts = new TwoHosts();
        try {
            hosts.begin();
        } catch (IOException refused) {
            hosts.close();
            Assumptions.abort("no network namespaces here: " + refused.getMessage());
        }
        return hosts;
    }

    private void begin() throws IOException {
        made = true;
        run("ip", "netns", "add", near);
        run("ip", "netns", "add", far);
        for (String host : List.of(near, far)) {
            // No duplicate detection: addresses are usable at once.
            run("ip", "netns", "exec", host, "sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0");
            run("ip", "-n", host, "link", "set", "lo", "up");
        }
        run("ip", "-n", near, "link", "add", NEAR_LINK, "type", "veth", "peer", FAR_LINK, "netns", far);
        // No addresses but those that the test knows.
        run("ip", "-n", near, "link", "set", NEAR_LINK, "addrgenmode", "none");
        run("ip", "-n", far, "link", "set", FAR_LINK, "addrgenmode", "none");
        run("ip", "-n", near, "addr", "add", "fe80::a/64", "dev", NEAR_LINK, "nodad");
        run("ip", "-n", far, "addr", "add", "fe80::b/64", "dev", FAR_LINK, "nodad");
        run("ip", "-n", near, "addr", "add", "10.9.0.1/24", "dev", NEAR_LINK);
        run("ip", "-n", far, "addr", "add", "10.9.0.2/24", "dev", FAR_LINK);
        run("ip", "-n", near, "link", "set", NEAR_LINK, "up");
        run("ip", "-n", far, "link", "set", FAR_LINK, "up");
        groupsBy(near, NEAR_LINK);
        groupsBy(far, FAR_LINK);
    }

    /** The kernel makes that route with the link's own address, if it makes one. */
    private static void groupsBy(String host, String link) throws IOException {
        run("ip", "-n", host, "-6", "route", "replace", "multicast", "ff00::/8", "dev", link, "table", "local");
    }

    /** An address more. */
    void addNear(String addressAndPrefix) throws IOException {
        run("ip", "-n", near, "addr", "add", addressAndPrefix, "dev", NEAR_LINK, "nodad");
    }

    /** What is sent there arrives nowhere, and no error comes back. */
    void addSilentNeighbour(String address) throws IOException {
        run(
                "ip",
                "-n",
                near,
                "neigh",
                "add",
                address,
                "lladdr",
                "02:00:00:00:00:01",
                "dev",
                NEAR_LINK,
                "nud",
                "permanent");
    }

    List<String> onNear(String... words) {
        return on(near, words);
    }

    List<String> onFar(String... words) {
        return on(far, words);
    }

    private static List<String> on(String host, String... words) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", host));
        all.addAll(List.of(words));
        return all;
    }

    private static void run(String... words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // What it has said is at its end: so is it.
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", words) + ": " + said.strip());
        }
    }

    @Override
    public void close() {
        if (made) {
            for (String host : List.of(near, far)) {
                try {
                    run("ip", "netns", "del", host);
                } catch (IOException neverMade) {
                    // Nothing is left then.
                }
            }
        }
    }
}
