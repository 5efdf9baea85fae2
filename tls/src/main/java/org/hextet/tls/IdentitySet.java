package org.hextet.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The identities of one reading, each under an alias that no other reading has. Immutable. */
final class IdentitySet {

    private static final AtomicLong READINGS = new AtomicLong();

    private final List<Entry> entries;

    private record Entry(String alias, Identity identity, ServerIdentity names) {

        boolean isOf(String keyType) {
            // TLS 1.2 asks for a key that was certified by another kind of key: EC_RSA.
            int underscore = keyType.indexOf('_');
            String wanted = underscore < 0 ? keyType : keyType.substring(0, underscore);
            return identity.key().getAlgorithm().equals(wanted)
                    || identity.chain().get(0).getPublicKey().getAlgorithm().equals(wanted);
        }

        boolean isIssuedBy(Principal @Nullable [] issuers) {
            if (issuers == null || issuers.length == 0) {
                return true;
            }
            List<Principal> accepted = Arrays.asList(issuers);
            return identity.chain().stream().anyMatch(one -> accepted.contains(one.getIssuerX500Principal()));
        }
    }

    /** @param identities the default one first */
    private IdentitySet(List<Identity> identities) {
        String reading = READINGS.incrementAndGet() + "-";
        List<Entry> made = new ArrayList<>();
        for (Identity identity : identities) {
            X509Certificate own = identity.chain().get(0);
            made.add(new Entry(reading + made.size(), identity, ServerIdentity.of(own)));
        }
        this.entries = List.copyOf(made);
    }

    static IdentitySet read(List<IdentitySource> sources) throws GeneralSecurityException, IOException {
        List<Identity> identities = new ArrayList<>();
        for (IdentitySource source : sources) {
            identities.addAll(source.read());
        }
        return new IdentitySet(identities);
    }

    @Nullable
    Identity of(String alias) {
        for (Entry entry : entries) {
            if (entry.alias().equals(alias)) {
                return entry.identity();
            }
        }
        return null;
    }

    @Nullable
    String ofServer(String keyType, @Nullable String asked) {
        for (Entry entry : candidates(asked)) {
            if (entry.isOf(keyType)) {
                return entry.alias();
            }
        }
        return null;
    }

    /**
     * Engines ask for one type of key after the other: whoever is a candidate for one is for all, or a certificate of
     * another name would be found before the right one of another type.
     */
    private List<Entry> candidates(@Nullable String asked) {
        if (entries.size() < 2) {
            return entries;
        }
        if (asked != null) {
            String name = asked.toLowerCase(Locale.ROOT);
            List<Entry> exact = filter(entry -> entry.names().names().stream()
                    .anyMatch(own -> own.toLowerCase(Locale.ROOT).equals(name)));
            if (!exact.isEmpty()) {
                return exact;
            }
            List<Entry> byWildcard = filter(entry -> entry.names().isOf(asked));
            if (!byWildcard.isEmpty()) {
                return byWildcard;
            }
        }
        Set<String> ofDefault = Set.copyOf(entries.get(0).names().names());
        return filter(entry -> Set.copyOf(entry.names().names()).equals(ofDefault));
    }

    private List<Entry> filter(Predicate<Entry> wanted) {
        return entries.stream().filter(wanted).toList();
    }

    @Nullable
    String ofClient(String[] keyTypes, Principal @Nullable [] issuers) {
        for (Entry entry : entries) {
            if (entry.isIssuedBy(issuers) && Arrays.stream(keyTypes).anyMatch(entry::isOf)) {
                return entry.alias();
            }
        }
        return null;
    }

    String[] aliases(String keyType, Principal @Nullable [] issuers) {
        return entries.stream()
                .filter(entry -> entry.isOf(keyType) && entry.isIssuedBy(issuers))
                .map(Entry::alias)
                .toArray(String[]::new);
    }
}
