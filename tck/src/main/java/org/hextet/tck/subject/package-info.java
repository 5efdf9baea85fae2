/**
 * What checks are run against: transports and resolvers as they are found, named or given, with mutants laid on them
 * where their text says so, and reasons where they cannot be opened.
 */
@NullMarked
package org.hextet.tck.subject;

import org.jspecify.annotations.NullMarked;
