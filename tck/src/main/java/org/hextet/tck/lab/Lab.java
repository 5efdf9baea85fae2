package org.hextet.tck.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One environment, built: the words that start a process in it, and its removal. Inside, a process sees itself as
 * {@link LabHost}. It is of use without the TCK's checks: this jar is all it takes, and {@code ip} of iproute2.
 *
 * <pre>{@code
 * try (Lab lab = Lab.build(Environment.LAB)) {                           // throws where this host cannot, and says why
 *     Output output = JavaCommand.likeThisOne()
 *             .withPrefix(lab.prefix())
 *             .withMain(Meeting.class)
 *             .withArguments(lab.farName().orElseThrow())
 *             .run(Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>And in the {@code main} of {@code Meeting}, which runs on the near host:
 *
 * <pre>{@code
 * try (FarHost far = FarHost.start(List.of("ip", "netns", "exec", arguments[0]))) {
 *     LabHost here = LabHost.inside(Environment.LAB, Optional.of(far));
 *     FarHost.FarListener listener = far.listen("fe80::2%" + far.zone(0), FarHost.Behaviour.ECHO);
 *     // connect to listener.at(here.farLinkLocal(0))
 * }
 * }</pre>
 */
public final class Lab implements AutoCloseable {

    /** Descriptors that a process of {@link Environment#FDLIMIT} may have. */
    static final int DESCRIPTORS = 256;

    private final Environment environment;
    private final Runnable removal;
    private final List<String> prefix;
    private final Optional<String> far;
    private final List<String> farPrefix;

    private Lab(
            Environment environment,
            Runnable removal,
            List<String> prefix,
            Optional<String> far,
            List<String> farPrefix) {
        this.environment = environment;
        this.removal = removal;
        this.prefix = List.copyOf(prefix);
        this.far = far;
        this.farPrefix = List.copyOf(farPrefix);
    }

    private static Lab withoutFarHost(Environment environment, Runnable removal, List<String> prefix) {
        return new Lab(environment, removal, prefix, Optional.empty(), List.of());
    }

    /**
     * Builds an environment.
     *
     * @param environment which
     * @return to start processes in
     * @throws LabUnavailableException if this host cannot have it: says why
     */
    public static Lab build(Environment environment) throws LabUnavailableException {
        return switch (environment) {
            case LOOPBACK, CHILD -> withoutFarHost(environment, () -> {}, List.of());
            case FDLIMIT ->
                withoutFarHost(
                        environment,
                        () -> {},
                        // exec, so that the process started is the one that is waited for and killed.
                        List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + " && exec \"$@\"", "sh"));
            case INJECT -> {
                Interposer interposer = Interposer.compile();
                yield withoutFarHost(environment, interposer::close, interposer.prefix());
            }
            case SCRIPT, HOSTS -> withSystemNames(environment);
            case LAB, LAB2, MC, MTU, HOLE, REJECT, V6ONLY_HOST, NOV6, UNPRIV -> inNamespaces(environment);
        };
    }

    private static Lab inNamespaces(Environment environment) throws LabUnavailableException {
        Namespaces namespaces = Namespaces.open();
        try {
            String near = namespaces.add("near");
            Optional<String> far = Optional.empty();
            List<String> prefix = new ArrayList<>(namespaces.prefix(near));
            LabBuilder builder = new LabBuilder(namespaces, near);
            switch (environment) {
                case LAB -> far = Optional.of(builder.twoHosts(1));
                case LAB2 -> far = Optional.of(builder.twoHosts(2));
                case MC -> far = Optional.of(builder.withGroupRoutes());
                case MTU -> far = Optional.of(builder.behindSmallMtu());
                case HOLE -> far = Optional.of(builder.withHoles());
                case REJECT -> builder.rejectingRoutes();
                case V6ONLY_HOST -> builder.withoutIpv4();
                case NOV6 -> builder.withoutIpv6();
                default -> {
                    builder.privilegedPorts();
                    prefix.addAll(List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all"));
                }
            }
            return new Lab(
                    environment,
                    namespaces::close,
                    prefix,
                    far,
                    far.map(namespaces::prefix).orElse(List.of()));
        } catch (IOException refused) {
            namespaces.close();
            throw new LabUnavailableException("cannot build " + environment.text() + ": " + refused.getMessage());
        }
    }

    /** A host alone, whose files about names are its own. */
    private static Lab withSystemNames(Environment environment) throws LabUnavailableException {
        Namespaces namespaces = Namespaces.open();
        SystemNames names = null;
        try {
            names = SystemNames.make();
            List<String> prefix = new ArrayList<>(namespaces.prefix(namespaces.add("names")));
            prefix.addAll(names.prefix());
            SystemNames made = names;
            return withoutFarHost(
                    environment,
                    () -> {
                        namespaces.close();
                        made.close();
                    },
                    prefix);
        } catch (IOException refused) {
            namespaces.close();
            if (names != null) {
                names.close();
            }
            throw new LabUnavailableException("cannot build " + environment.text() + ": " + refused.getMessage());
        }
    }

    /**
     * Which it is.
     *
     * @return as it was built
     */
    public Environment environment() {
        return environment;
    }

    /**
     * The words before a command that start it here.
     *
     * @return empty where it is this host and process kind anyway
     */
    public List<String> prefix() {
        return prefix;
    }

    /**
     * The name of the far host's namespace.
     *
     * @return empty where there is no far host
     */
    public Optional<String> farName() {
        return far;
    }

    /**
     * The words before a command that start it on the far host, from outside: a program to be the peer.
     *
     * @return empty where there is no far host
     */
    public List<String> farPrefix() {
        return farPrefix;
    }

    /** Removes all that was built. Processes in it are the caller's to end. */
    @Override
    public void close() {
        removal.run();
    }
}
