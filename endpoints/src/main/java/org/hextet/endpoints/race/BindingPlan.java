package org.hextet.endpoints.race;

import java.util.List;
import java.util.Optional;
import org.hextet.endpoints.bindings.ServiceBindings;

/**
 * That a connect asks for the services of its name.
 *
 * @param bindings which records
 * @param offered the protocols that the client speaks; empty: not known
 */
public record BindingPlan(ServiceBindings bindings, Optional<List<String>> offered) {}
