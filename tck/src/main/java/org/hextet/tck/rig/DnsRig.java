package org.hextet.tck.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.api.NameResolver;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.dns.ResolverHarness;
import org.hextet.tck.expect.NotRunException;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.lab.SystemNames;
import org.hextet.tck.matrix.Needs;
import org.hextet.tck.subject.Resolver;

/**
 * What a check of resolvers works with: a script, the servers that speak it, and the resolver under test, opened so
 * that it asks them.
 */
public final class DnsRig {

    private static final int DNS_PORT = 53;

    /** tcpmux, which no host has any more. */
    private static final int NOBODYS_PORT = 1;

    private final Rig rig;
    private final DnsScript script;
    private final ResolverHarness.Carrier carrier;

    private DnsRig(Rig rig, DnsScript script, ResolverHarness.Carrier carrier) {
        this.rig = rig;
        this.script = script;
        this.carrier = carrier;
    }

    /** Servers at addresses of the check's choice; port 0 is the kernel's. Otherwise where the resolver can ask. */
    static DnsRig open(Rig rig, Resolver resolver, Optional<Environment> lab, int servers, List<InetSocketAddress> at)
            throws IOException {
        DnsScript script;
        try {
            script = new DnsScript(servers);
        } catch (NoClassDefFoundError missing) {
            throw new NotRunException(
                    "the scripted name servers need dnsjava: add it to the path, as a module with --add-modules org.dnsjava");
        }
        ResolverHarness.Carrier carrier = rig.closing(carrier(rig, script, resolver, lab, at));
        return new DnsRig(rig, script, carrier);
    }

    private static ResolverHarness.Carrier carrier(
            Rig rig, DnsScript script, Resolver resolver, Optional<Environment> lab, List<InetSocketAddress> at)
            throws IOException {
        if (resolver.harness().isPresent()) {
            return resolver.harness().get().carry(script);
        }
        if (resolver.canBeToldServers()) {
            return new ByOptions(script, LoopbackDns.open(script, at.isEmpty() ? onLoopback(script.servers()) : at));
        }
        if (lab.filter(Environment::isOfSystemNames).isPresent()) {
            InetAddress loopback = rig.v4();
            return new BySystem(script, LoopbackDns.open(script, List.of(new InetSocketAddress(loopback, DNS_PORT))));
        }
        throw new NotRunException(resolver.name() + " has no harness, and cannot be told its servers (no " + Needs.DNS
                + "): nobody here can bring it to ask the script");
    }

    /** The options of a resolver that asks where nobody listens. */
    static Map<String, String> nobody() {
        return Map.of("server", AddressText.formatSocket(new InetSocketAddress(loopback(), NOBODYS_PORT)));
    }

    private static InetAddress loopback() {
        return Loopback.missing(Loopback.V6).isEmpty() ? Loopback.V6 : Loopback.V4;
    }

    private static List<InetSocketAddress> onLoopback(int servers) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int server = 0; server < servers; server++) {
            addresses.add(new InetSocketAddress(loopback(), 0));
        }
        return addresses;
    }

    /**
     * What the servers say, and were asked.
     *
     * @return the same at every call
     */
    public DnsScript script() {
        return script;
    }

    /**
     * Opens the resolver under test, so that it asks the script's servers. What script and hosts file say at this
     * moment counts.
     *
     * @param options each {@code name=value}, of those that {@link Needs#DNS} has
     * @return closed when the check ends
     * @throws IOException what opening said
     */
    public NameResolver openResolver(String... options) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(carrier.options());
        for (String option : options) {
            int equals = option.indexOf('=');
            all.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return rig.openResolver(all);
    }

    /** The resolver is told its servers and files by options. */
    private static final class ByOptions implements ResolverHarness.Carrier {

        private final DnsScript script;
        private final LoopbackDns servers;
        private final List<Path> files = new ArrayList<>();

        ByOptions(DnsScript script, LoopbackDns servers) {
            this.script = script;
            this.servers = servers;
        }

        @Override
        public Map<String, String> options() throws IOException {
            Map<String, String> options = new LinkedHashMap<>();
            String resolvConf = script.resolvConf();
            if (servers.addresses().stream().allMatch(one -> one.getPort() == DNS_PORT)) {
                resolvConf += servers.addresses().stream()
                        .map(one -> "nameserver " + AddressText.format(one.getAddress()) + "\n")
                        .collect(Collectors.joining());
            } else {
                options.put(
                        "server",
                        servers.addresses().stream()
                                .map(AddressText::formatSocket)
                                .collect(Collectors.joining(",")));
            }
            options.put("resolv-conf", file("resolv.conf", resolvConf));
            options.put("hosts", file("hosts", script.hosts()));
            // What is held back for long is not asked again, unless the check wants it.
            options.put("timeout", "30s");
            if (script.resolvConf().isEmpty()) {
                // That of the host's own name otherwise.
                options.put("search", "");
            }
            return options;
        }

        private String file(String name, String text) throws IOException {
            Path file = Files.createTempFile("hextet-tck-", "-" + name);
            files.add(file);
            return Files.writeString(file, text, StandardCharsets.ISO_8859_1).toString();
        }

        @Override
        public void close() {
            servers.close();
            for (Path file : files) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException keptByTheHost) {
                    // A folder for temporary files.
                }
            }
        }
    }

    /** The resolver asks whom the system's files name, and these are of this namespace's own. */
    private static final class BySystem implements ResolverHarness.Carrier {

        private final DnsScript script;
        private final LoopbackDns servers;

        BySystem(DnsScript script, LoopbackDns servers) {
            this.script = script;
            this.servers = servers;
        }

        @Override
        public Map<String, String> options() throws IOException {
            SystemNames.writeHosts(script.hosts());
            return Map.of();
        }

        @Override
        public void close() {
            // Whoever still waits in the C library is let go.
            script.release();
            servers.close();
        }
    }
}
