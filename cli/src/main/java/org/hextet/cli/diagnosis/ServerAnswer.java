package org.hextet.cli.diagnosis;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.hextet.cli.lookup.FamilyAnswer;

/**
 * What one name server says when it alone is asked.
 *
 * @param server whom
 * @param answers one for each family that was asked for and is known
 * @param failure why it could not even be asked
 */
record ServerAnswer(InetSocketAddress server, List<FamilyAnswer> answers, Optional<String> failure) {

    ServerAnswer {
        answers = List.copyOf(answers);
    }

    /** Gave no answer to anything. */
    boolean isDead() {
        return failure.isPresent() || (!answers.isEmpty() && answers.stream().noneMatch(FamilyAnswer::isDefinite));
    }

    /** Why it is dead. */
    String reason() {
        return failure.or(() -> answers.stream()
                        .flatMap(each -> each.failure().stream())
                        .findFirst()
                        .map(why -> String.valueOf(why.getMessage())))
                .orElse("");
    }
}
