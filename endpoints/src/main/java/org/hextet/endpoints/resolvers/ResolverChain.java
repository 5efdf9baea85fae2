package org.hextet.endpoints.resolvers;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.DnsRecord;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;

/**
 * Asks one resolver after the other, until one knows the name. Thread-safe.
 *
 * <ul>
 *   <li>The first is asked for all families. As soon as it answers one with addresses, the name is its own: that there
 *       are none of the other family is then believed, so that two sources are not mixed up in one name.
 *   <li>Where it has no address of any family, and says so by one of the kinds in {@link #nextOn()}, the next is asked
 *       for those families. Where it has one family and failed for the other in passing (temporary, timeout), the next
 *       is asked for that one.
 *   <li>What the last one says is the answer.
 *   <li>The deadline is that of the whole. Each gets an equal share of what is left, so that one that is silent leaves
 *       time for those behind it. One that throws, or keeps no deadline, has failed in passing.
 * </ul>
 *
 * <p>Cancelling and closing end what is under way. Closing a chain closes its members only if it {@linkplain #open
 * opened} them.
 */
public final class ResolverChain implements NameResolver {

    /** Every kind by which a member can say that it has nothing: the default. */
    public static final Set<FailureKind> ANY_KIND =
            Set.of(FailureKind.NO_SUCH_NAME, FailureKind.NO_DATA, FailureKind.TEMPORARY, FailureKind.TIMEOUT);

    private final List<NameResolver> members;
    private final Set<FailureKind> nextOn;
    private final boolean isOwner;
    private final Set<ChainLookup> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ResolverChain(List<NameResolver> members, Set<FailureKind> nextOn, boolean isOwner) {
        this.members = List.copyOf(members);
        this.nextOn = Set.copyOf(nextOn);
        this.isOwner = isOwner;
        if (this.members.isEmpty()) {
            throw new IllegalArgumentException("a chain of no resolvers: give at least one");
        }
        if (!ANY_KIND.containsAll(nextOn)) {
            throw new IllegalArgumentException("a chain that goes on when a resolver says one of " + nextOn
                    + ": need no-such-name, no-data, temporary, timeout");
        }
    }

    /**
     * A chain of resolvers, which the caller goes on owning. It goes on for {@linkplain #ANY_KIND any reason}.
     *
     * @param members in the order in which they are asked, at least one
     * @return the chain
     * @throws IllegalArgumentException if there is none
     */
    public static ResolverChain of(List<? extends NameResolver> members) {
        return of(members, ANY_KIND);
    }

    /**
     * A chain of resolvers, which the caller goes on owning.
     *
     * @param members in the order in which they are asked, at least one
     * @param nextOn for which reasons it goes on to the next: of no-such-name, no-data, temporary, timeout
     * @return the chain
     * @throws IllegalArgumentException if there is no member, or one of the kinds is another
     */
    public static ResolverChain of(List<? extends NameResolver> members, Set<FailureKind> nextOn) {
        return new ResolverChain(List.copyOf(members), nextOn, false);
    }

    /**
     * Opens resolvers as a chain, which closes them.
     *
     * @param specs each as of {@link NameResolver#open}, in the order in which they are asked
     * @return open; the caller closes it
     * @throws IOException as of {@link NameResolver#open}; those that were opened are closed again
     * @throws IllegalArgumentException if there is none, or one of the texts is wrong; likewise
     */
    public static ResolverChain open(List<String> specs) throws IOException {
        List<NameResolver> opened = new ArrayList<>();
        boolean isComplete = false;
        try {
            for (String spec : specs) {
                opened.add(NameResolver.open(spec));
            }
            ResolverChain chain = new ResolverChain(opened, ANY_KIND, true);
            isComplete = true;
            return chain;
        } finally {
            if (!isComplete) {
                opened.forEach(NameResolver::close);
            }
        }
    }

    /**
     * For which reasons it goes on to the next.
     *
     * @return of no-such-name, no-data, temporary, timeout
     */
    public Set<FailureKind> nextOn() {
        return nextOn;
    }

    List<NameResolver> members() {
        return members;
    }

    boolean isClosed() {
        return closed;
    }

    void ended(ChainLookup lookup) {
        running.remove(lookup);
    }

    /**
     * Those of its members.
     *
     * @return with a comma between them
     */
    @Override
    public String provider() {
        return members.stream().map(NameResolver::provider).collect(Collectors.joining(","));
    }

    @Override
    public Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        Question question = Question.checked(reactor, name, families, deadline, answers);
        requireOpen(name);
        ChainLookup lookup = new ChainLookup(this, question);
        running.add(lookup);
        try {
            question.later(lookup::begin);
        } catch (IllegalStateException reactorClosed) {
            running.remove(lookup);
            throw reactorClosed;
        }
        return lookup;
    }

    /**
     * Looks up records: of those members that can, one after the other, for the same reasons.
     *
     * @param reactor as of {@link NameResolver#records}
     * @param name as of {@link NameResolver#records}
     * @param type as of {@link NameResolver#records}
     * @param deadline of the whole
     * @return the records of the first that has some
     * @throws UnsupportedOperationException if no member can
     */
    @Override
    public Pending<List<DnsRecord>> records(Reactor reactor, String name, String type, Duration deadline) {
        requireOpen(name);
        List<NameResolver> able = members.stream()
                .filter(member -> member.capabilities().has(Capability.RESOLVE_RECORDS))
                .toList();
        if (able.isEmpty()) {
            return NameResolver.super.records(reactor, name, type, deadline);
        }
        return new ChainRecords(able, nextOn, reactor, name, type, deadline).begin();
    }

    private void requireOpen(String name) {
        if (closed) {
            throw new IllegalStateException("look up " + name + ": the resolver is closed");
        }
    }

    @Override
    public void flush() {
        members.forEach(NameResolver::flush);
    }

    /**
     * What all members can, and the look-up of records if one can.
     *
     * @return the same at every call
     */
    @Override
    public Capabilities capabilities() {
        Set<Capability> common = new HashSet<>(members.get(0).capabilities().present());
        Map<Capability, String> absent = new HashMap<>();
        for (NameResolver member : members) {
            Capabilities its = member.capabilities();
            common.retainAll(its.present());
            absent.putAll(its.absent());
            its.present().forEach(capability -> absent.putIfAbsent(capability, "not every member of the chain has it"));
        }
        if (members.stream().anyMatch(member -> member.capabilities().has(Capability.RESOLVE_RECORDS))) {
            common.add(Capability.RESOLVE_RECORDS);
        }
        absent.keySet().removeAll(common);
        return new Capabilities(provider(), common, absent);
    }

    @Override
    public List<String> warnings() {
        return members.stream().flatMap(member -> member.warnings().stream()).toList();
    }

    @Override
    public void close() {
        closed = true;
        for (ChainLookup lookup : running) {
            try {
                lookup.question().later(lookup::endByClose);
            } catch (IllegalStateException | RejectedExecutionException gone) {
                // Its reactor has ended it.
            }
        }
        if (isOwner) {
            members.forEach(NameResolver::close);
        }
    }
}
