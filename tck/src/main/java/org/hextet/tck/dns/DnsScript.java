package org.hextet.tck.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.expect.Signal;

/**
 * What name servers say, and what they were asked. They say what a check wrote down for a name and type, and of
 * everything else that there is no such name. Change, ask and look from any thread.
 */
public final class DnsScript {

    /** What a server does with a question. */
    @FunctionalInterface
    public interface Behaviour {
        /**
         * Replies, or not.
         *
         * @param question as it came
         * @throws Exception whatever comes: the check fails
         */
        void asked(DnsQuestion question) throws Exception;
    }

    private record Key(int server, String name, String type) {}

    /** The process keeps what it was told of a name for longer than a check lasts. */
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final int servers;
    private final Signal signal = new Signal();
    private final Map<Key, Behaviour> behaviours = new HashMap<>();
    private final List<DnsQuestion> questions = new ArrayList<>();
    private final List<DnsQuestion> held = new ArrayList<>();
    /** Of every server, under number 0. */
    private final Set<Key> holding = new HashSet<>();

    private final List<Throwable> problems = new ArrayList<>();
    private String hosts = "";
    private String resolvConf = "";

    /**
     * Nothing is written down yet.
     *
     * @param servers how many there are, 1 or more
     * @throws NoClassDefFoundError if dnsjava is not there, which writes the answers
     */
    public DnsScript(int servers) {
        DnsMessages.requireLibrary();
        this.servers = servers;
    }

    /**
     * A name that nobody in this process has asked for.
     *
     * @param label its first letters
     * @return below {@code test}, a domain that no public server knows
     */
    public static String freshName(String label) {
        return label + "-" + NAMES.incrementAndGet() + ".test";
    }

    /**
     * How many servers there are.
     *
     * @return at least 1
     */
    public int servers() {
        return servers;
    }

    /**
     * What every server does when it is asked this.
     *
     * @param name without final dot, in any case
     * @param type for example {@code AAAA}
     * @param behaviour on a thread of the servers, which must not wait
     * @return this
     */
    public DnsScript on(String name, String type, Behaviour behaviour) {
        for (int server = 0; server < servers; server++) {
            on(server, name, type, behaviour);
        }
        return this;
    }

    /**
     * What one server does when it is asked this.
     *
     * @param server its number, from 0
     * @param name without final dot, in any case
     * @param type for example {@code AAAA}
     * @param behaviour on a thread of the servers, which must not wait
     * @return this
     */
    public DnsScript on(int server, String name, String type, Behaviour behaviour) {
        signal.change(() -> behaviours.put(key(server, name, type), behaviour));
        return this;
    }

    /**
     * Answers with addresses that hold for a minute; a family without any has no data.
     *
     * @param name without final dot
     * @param addresses of both families, as texts
     * @return this
     */
    public DnsScript answering(String name, String... addresses) {
        for (String type : List.of("A", "AAAA")) {
            List<String> records = records(name, type, addresses);
            if (records.isEmpty()) {
                on(name, type, DnsQuestion::noData);
            } else {
                on(name, type, question -> question.answer(records.toArray(String[]::new)));
            }
        }
        return this;
    }

    /**
     * As {@link #answering}, but each answer is held back until {@link #release()}.
     *
     * @param name without final dot
     * @param type for example {@code AAAA}
     * @param addresses of that family, as texts
     * @return this
     */
    public DnsScript holding(String name, String type, String... addresses) {
        String[] records = records(name, type, addresses).toArray(String[]::new);
        signal.change(() -> holding.add(key(0, name, type)));
        return on(name, type, question -> {
            boolean isHeld = signal.look(() -> holding.contains(key(0, name, type)) && held.add(question));
            if (!isHeld) {
                question.answer(records);
            }
        });
    }

    private static List<String> records(String name, String type, String... addresses) {
        List<String> records = new ArrayList<>();
        for (String address : addresses) {
            if ((address.indexOf(':') >= 0) == type.equals("AAAA")) {
                records.add(name + ". 60 " + type + " " + address);
            }
        }
        return records;
    }

    /** Lets go of all that was held back, now and from now on. */
    public void release() {
        List<DnsQuestion> now = signal.look(() -> {
            List<DnsQuestion> all = List.copyOf(held);
            held.clear();
            holding.clear();
            return all;
        });
        now.forEach(this::act);
    }

    /**
     * The hosts file of resolvers that are opened from now on.
     *
     * @param text lines as of hosts(5)
     * @return this
     */
    public DnsScript withHosts(String text) {
        signal.change(() -> hosts = text);
        return this;
    }

    /**
     * The resolv.conf of resolvers that are opened from now on. The servers are the script's, whatever it names.
     *
     * @param text lines as of resolv.conf(5)
     * @return this
     */
    public DnsScript withResolvConf(String text) {
        signal.change(() -> resolvConf = text);
        return this;
    }

    /**
     * The hosts file that a resolver is to have.
     *
     * @return may be empty
     */
    public String hosts() {
        return signal.look(() -> hosts);
    }

    /**
     * The resolv.conf that a resolver is to have, where it has one.
     *
     * @return may be empty
     */
    public String resolvConf() {
        return signal.look(() -> resolvConf);
    }

    // Of those who carry questions.

    /**
     * Takes a question. It is answered before this returns, later, or never.
     *
     * @param server which was asked, from 0
     * @param message a whole DNS message; copied
     * @param transport how it came
     * @param sender from where, if that is known
     * @param reply the way back
     */
    public void ask(
            int server,
            byte[] message,
            DnsQuestion.Transport transport,
            Optional<InetSocketAddress> sender,
            DnsReply reply) {
        DnsQuestion question;
        try {
            question = new DnsQuestion(server, message, transport, sender, System.nanoTime(), reply);
        } catch (IOException unreadable) {
            problem(new CheckFailure("the resolver asked what cannot be read: " + unreadable.getMessage(), unreadable));
            return;
        }
        signal.change(() -> questions.add(question));
        act(question);
    }

    private void act(DnsQuestion question) {
        Behaviour behaviour = signal.look(() -> behaviours.getOrDefault(
                key(question.server(), question.name(), question.type()), DnsQuestion::noSuchName));
        try {
            behaviour.asked(question);
        } catch (Exception | AssertionError thrown) {
            problem(thrown);
        }
    }

    private void problem(Throwable thrown) {
        signal.change(() -> problems.add(thrown));
    }

    /**
     * What went wrong with the servers: a behaviour threw, or a question could not be read. The check is to fail with
     * it.
     *
     * @return the first; empty if nothing went wrong
     */
    public Optional<Throwable> problem() {
        return signal.look(() -> problems.stream().findFirst());
    }

    // What was asked.

    /**
     * All questions so far.
     *
     * @return in the order in which they came
     */
    public List<DnsQuestion> questions() {
        return signal.look(() -> List.copyOf(questions));
    }

    /**
     * The questions about one name so far.
     *
     * @param name without final dot
     * @return in the order in which they came
     */
    public List<DnsQuestion> questions(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return questions().stream().filter(one -> one.name().equals(lower)).toList();
    }

    /**
     * The questions about one name and type so far.
     *
     * @param name without final dot
     * @param type for example {@code AAAA}
     * @return in the order in which they came
     */
    public List<DnsQuestion> questions(String name, String type) {
        return questions().stream().filter(one -> isIt(one, name, type)).toList();
    }

    /**
     * Waits for a question.
     *
     * @param what it is, for the failure's text
     * @param isIt tells it
     * @return the first one
     */
    public DnsQuestion await(String what, Predicate<DnsQuestion> isIt) {
        signal.await(
                what, () -> questions.stream().anyMatch(isIt) || !problems.isEmpty(), () -> "asked were " + questions);
        return questions().stream()
                .filter(isIt)
                .findFirst()
                .orElseThrow(() -> new CheckFailure(
                        "a server of the script failed", problem().orElse(null)));
    }

    /**
     * Waits for a question.
     *
     * @param name without final dot
     * @param type for example {@code AAAA}
     * @return the first one
     */
    public DnsQuestion await(String name, String type) {
        return await("a question for " + name + " " + type, one -> isIt(one, name, type));
    }

    private static boolean isIt(DnsQuestion one, String name, String type) {
        return one.name().equals(name.toLowerCase(Locale.ROOT)) && one.type().equals(type);
    }

    private static Key key(int server, String name, String type) {
        return new Key(server, name.toLowerCase(Locale.ROOT), type);
    }
}
