package org.hextet.endpoints.race;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.hextet.api.DnsRecord;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.DurationText;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the services of a name, from alias to alias (RFC 9460, section 3). What goes wrong is a reason in the
 * timeline, and no services: who connects can do without. Of the loop only.
 */
final class BindingLookup {

    /** Aliases, after which it is given up. */
    private static final int MOST_ALIASES = 8;

    private final Reactor reactor;
    private final Recorder recorder;
    private final ConnectPlan plan;
    private final BindingPlan binding;
    private final Targets.Named named;
    private final Consumer<List<Service>> known;
    private final Set<String> asked = new HashSet<>();
    private final Duration atMost;
    private final long startNanos;

    private @Nullable Timer timer;
    private @Nullable Pending<List<DnsRecord>> question;
    private boolean over;

    /**
     * A lookup, not yet begun.
     *
     * @param atMost for all of it
     * @param known hears once of the services, best first; perhaps none
     */
    BindingLookup(
            Reactor reactor,
            Recorder recorder,
            ConnectPlan plan,
            BindingPlan binding,
            Targets.Named named,
            Duration atMost,
            Consumer<List<Service>> known) {
        this.reactor = reactor;
        this.recorder = recorder;
        this.plan = plan;
        this.binding = binding;
        this.named = named;
        this.atMost = atMost;
        this.known = known;
        this.startNanos = recorder.now();
    }

    void begin() {
        timer = reactor.schedule(atMost.plus(ConnectRace.LOOKUP_GRACE), () -> {
            note("none: the resolver " + named.resolver().provider() + " has not answered within "
                    + DurationText.format(atMost));
            end(List.of());
        });
        ask(binding.bindings().question(Service.plain(named.name()), plan.port()));
    }

    void cancel() {
        over = true;
        stop();
    }

    private void ask(String name) {
        String type = binding.bindings().type();
        note("asking for " + type + " of " + name);
        asked.add(name.toLowerCase(Locale.ROOT));
        Duration left = atMost.minusNanos(recorder.now() - startNanos);
        try {
            Pending<List<DnsRecord>> begun = named.resolver()
                    .records(reactor, name, type, left.isNegative() || left.isZero() ? Duration.ofNanos(1) : left);
            question = begun;
            begun.whenComplete((records, failure) -> answered(name, records, failure));
        } catch (RuntimeException | Error refused) {
            // A turn later, as an answer would be.
            schedule(() -> nothing(name, refused));
        }
    }

    private void schedule(Runnable next) {
        reactor.schedule(Duration.ZERO, next);
    }

    private void answered(String name, @Nullable List<DnsRecord> records, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        if (failure != null || records == null) {
            nothing(
                    name,
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
            return;
        }
        ServiceChoice choice = ServiceChoice.of(records, binding, plan.port());
        choice.passedOver().forEach(each -> note("passed over: " + each));
        if (choice.alias().isPresent()) {
            String alias = choice.alias().get();
            note(name + " is an alias of " + alias);
            if (asked.contains(alias.toLowerCase(Locale.ROOT)) || asked.size() > MOST_ALIASES) {
                note("none: aliases in a circle, or more than " + MOST_ALIASES);
                end(List.of());
            } else {
                ask(alias);
            }
            return;
        }
        choice.services().forEach(each -> note(each.words()));
        List<Service> services = new ArrayList<>(choice.services());
        services.addAll(ofAlias(name));
        if (services.isEmpty()) {
            note("none of use");
        }
        end(services);
    }

    private void nothing(String name, @Nullable Throwable why) {
        if (!over) {
            note("none: " + (why == null ? "no records" : why.getMessage() == null ? why : why.getMessage()));
            end(ofAlias(name));
        }
    }

    /** The end of aliases is a service itself, after those that it has. */
    private List<Service> ofAlias(String name) {
        if (asked.size() < 2) {
            return List.of();
        }
        return List.of(new Service(name, plan.port(), List.of(), name + " port " + plan.port()));
    }

    private void end(List<Service> services) {
        if (!over) {
            over = true;
            stop();
            known.accept(services);
        }
    }

    private void stop() {
        Timer running = timer;
        if (running != null) {
            running.cancel();
        }
        Pending<List<DnsRecord>> pending = question;
        if (pending != null && !pending.isDone()) {
            pending.cancel();
        }
    }

    private void note(String words) {
        recorder.add(new TimelineEvent.Service(recorder.now(), words));
    }
}
