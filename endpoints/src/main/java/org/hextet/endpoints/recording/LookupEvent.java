package org.hextet.endpoints.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A lookup for a connect, from the question to the answer. */
@Name("org.hextet.Lookup")
@Label("Lookup")
@Category("Hextet")
@Description("A lookup for a connect, from the question to the answer")
final class LookupEvent extends WorkEvent {}
