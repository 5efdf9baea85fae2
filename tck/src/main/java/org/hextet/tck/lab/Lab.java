package org.hextet.tck.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * One environment, built: the words that start a process in it, and its removal. Inside, a process sees itself as
 * {@link LabHost}. It is of use without the TCK's checks, in any test: this jar is all it takes, and {@code ip} of
 * iproute2, as root or where users may have namespaces of their own.
 *
 * <pre>{@code
 * try (Lab lab = Lab.buildOrSkip(Environment.DISTANT)) {              // skips the test where this host cannot, and says why
 *     lab.wire().impair(Impairment.NONE.withDelay(Duration.ofMillis(50)).withLoss(10));
 *
 *     Output output = lab.java(Meeting.class).run(Duration.ofSeconds(30));
 *
 *     assertEquals("received 7\n", output.stdout(), output.stderr());
 * }
 * }</pre>
 *
 * <p>And in the {@code main} of {@code Meeting}, which runs on the near host:
 *
 * <pre>{@code
 * try (LabHost here = LabHost.ofThisProcess()) {
 *     FarHost.FarListener listener = here.far().listen("fe80::2%" + here.far().zone(0), FarHost.Behaviour.ECHO);
 *     // connect to listener.at(here.farLinkLocal(0))
 * }
 * }</pre>
 *
 * <p>Of any number of labs, in any number of processes, none disturbs another: addresses and names of links are the
 * same in each, and seen nowhere else. With two hosts:
 *
 * <table>
 *   <caption>The first link, and in {@code lab2} the second</caption>
 *   <tr><th></th><th>near</th><th>far</th></tr>
 *   <tr><td>link</td><td>{@code veth0}, {@code veth1}</td><td>{@code far0}, {@code far1}</td></tr>
 *   <tr><td>link-local</td><td>{@code fe80::1}</td><td>{@code fe80::2}</td></tr>
 *   <tr><td>unique local</td><td>{@code fd00::1}, {@code fd00:0:0:1::1}</td><td>{@code fd00::2},
 *       {@code fd00:0:0:1::2}</td></tr>
 *   <tr><td>IPv4</td><td>{@code 10.0.0.1}, {@code 10.0.1.1}</td><td>{@code 10.0.0.2}, {@code 10.0.1.2}</td></tr>
 * </table>
 *
 * <p>{@link #close} leaves nothing. If this process is killed, the JVMs of the lab's own end with it, and the next lab
 * that anybody builds on this machine removes the rest: namespaces, links, folders, and processes in them.
 */
public final class Lab implements AutoCloseable {

    /** Descriptors that a process of {@link Environment#FDLIMIT} may have. */
    static final int DESCRIPTORS = 256;

    private final Environment environment;
    private final Runnable removal;
    private final List<String> prefix;
    private final Optional<String> far;
    private final List<String> farPrefix;
    private final Wire wire;

    private Lab(
            Environment environment,
            Runnable removal,
            List<String> prefix,
            Optional<String> far,
            List<String> farPrefix,
            Optional<Relay.Steering> relay) {
        this.environment = environment;
        this.removal = removal;
        this.prefix = environment.isInThisProcess() ? List.copyOf(prefix) : told(prefix, environment, far, relay);
        this.far = far;
        this.farPrefix = List.copyOf(farPrefix);
        this.wire = new Wire(environment, prefix, farPrefix, relay);
    }

    private static List<String> told(
            List<String> prefix, Environment environment, Optional<String> far, Optional<Relay.Steering> relay) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(LabHost.settings(environment, far, relay));
        return List.copyOf(words);
    }

    private static Lab withoutFarHost(Environment environment, Runnable removal, List<String> prefix) {
        return new Lab(environment, removal, prefix, Optional.empty(), List.of(), Optional.empty());
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
            case LAB, DISTANT, LAB2, MC, MTU, HOLE, REJECT, V6ONLY_HOST, NOV6, UNPRIV -> inNamespaces(environment);
        };
    }

    /**
     * Builds an environment for a JUnit test, which is skipped where this host cannot have it, with the reason.
     *
     * @param environment which
     * @return to start processes in
     */
    public static Lab buildOrSkip(Environment environment) {
        try {
            return build(environment);
        } catch (LabUnavailableException unavailable) {
            return Assumptions.abort(unavailable.why());
        }
    }

    private static Lab inNamespaces(Environment environment) throws LabUnavailableException {
        Namespaces namespaces = Namespaces.open();
        Optional<Relay> relay = Optional.empty();
        try {
            String near = namespaces.add("near");
            Optional<String> far = Optional.empty();
            List<String> prefix = new ArrayList<>(namespaces.prefix(near));
            LabBuilder builder = new LabBuilder(namespaces, near);
            switch (environment) {
                case LAB -> far = Optional.of(builder.twoHosts(1));
                case DISTANT -> {
                    String between = namespaces.add("relay");
                    far = Optional.of(builder.distantHosts(between));
                    relay = Optional.of(Relay.start(namespaces.prefix(between)));
                }
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
            Optional<Relay> between = relay;
            return new Lab(
                    environment,
                    () -> {
                        between.ifPresent(Relay::close);
                        namespaces.close();
                    },
                    prefix,
                    far,
                    far.map(namespaces::prefix).orElse(List.of()),
                    relay.map(Relay::steering));
        } catch (IOException refused) {
            relay.ifPresent(Relay::close);
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

    /**
     * A JVM on the near host, with the paths of this one. There, {@link LabHost#ofThisProcess} tells where it is.
     *
     * @param main has a {@code public static void main(String[])}, and lies on the class or module path
     * @return not started; to be given arguments and run
     */
    public JavaCommand java(Class<?> main) {
        return JavaCommand.likeThisOne().withPrefix(prefix).withMain(main);
    }

    /**
     * Runs a program on the near host to its end, for a minute at most.
     *
     * @param command its words
     * @return what it left, whatever its exit status
     * @throws IOException if it cannot be started, or is not done in time: it is killed then
     */
    public Output run(String... command) throws IOException {
        return run(prefix, command);
    }

    /**
     * Runs a program on the far host to its end, for a minute at most.
     *
     * @param command its words
     * @return what it left, whatever its exit status
     * @throws IOException if it cannot be started, or is not done in time: it is killed then
     * @throws IllegalStateException if there is no far host
     */
    public Output runOnFar(String... command) throws IOException {
        if (far.isEmpty()) {
            throw new IllegalStateException(environment.text() + " has no far host");
        }
        return run(farPrefix, command);
    }

    private static Output run(List<String> prefix, String... command) throws IOException {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(List.of(command));
        return Commands.run(words);
    }

    /**
     * What joins the two hosts: duplicate addresses, delay and loss.
     *
     * @return of use where there is a far host
     */
    public Wire wire() {
        return wire;
    }

    /** Removes all that was built. Processes that still run there are killed. */
    @Override
    public void close() {
        removal.run();
    }
}
