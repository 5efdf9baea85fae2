/**
 * What {@code hextet doctor} finds out and what it makes of it. Begin with
 * {@link org.hextet.cli.diagnosis.Examination}, which looks and asks; {@link org.hextet.cli.diagnosis.Diagnosis} judges
 * what was seen, as a pure function.
 */
@NullMarked
package org.hextet.cli.diagnosis;

import org.jspecify.annotations.NullMarked;
