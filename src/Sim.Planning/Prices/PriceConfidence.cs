namespace Sim.Planning.Prices;

/// <summary>How a figure of the price book was learned.</summary>
public enum PriceConfidence
{
    /// <summary>Read in the vendor's or the agency's own publication, or on the user's own quote.</summary>
    Primary,

    /// <summary>Read in somebody else's account: press, adviser, survey.</summary>
    Secondary,

    /// <summary>Not read anywhere for this book: a placeholder with a wide range, to be replaced by a quote.</summary>
    GeneralKnowledge,
}
