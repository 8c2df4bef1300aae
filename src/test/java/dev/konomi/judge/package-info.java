/** Test support: an evaluator that looks only at pixels. Its network and rules are those of basemodel/judges.py. */
@NullMarked
package dev.konomi.judge;

import org.jspecify.annotations.NullMarked;
