package dev.ebb.charging.budgets;

import java.util.List;

/**
 * What deployments with one label value spend. Their GPU time counts at the account's prices on demand: commitments
 * belong to the account, and neither cost a label nor cover it. Tokens have no labels.
 *
 * @param burning those of them that burn anything, highest first
 */
public record LabelFigures(Label label, Spend spend, List<Burning> burning) {

    /** Copies the deployments. */
    public LabelFigures {
        burning = List.copyOf(burning);
    }
}
