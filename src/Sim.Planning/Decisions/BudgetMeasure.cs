namespace Sim.Planning.Decisions;

/// <summary>What a budget limits.</summary>
public enum BudgetMeasure
{
    /// <summary>Net present value over the horizon.</summary>
    NetPresentValue,

    /// <summary>Undiscounted payments over the horizon.</summary>
    Cash,

    /// <summary>Undiscounted payments of the dearest year.</summary>
    DearestYear,

    /// <summary>Net present value per VM-month.</summary>
    PerVmMonth,
}
