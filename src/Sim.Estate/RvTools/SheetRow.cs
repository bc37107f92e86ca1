namespace Sim.Estate.RvTools;

/// <summary>One filled row: the cells of the used columns, in the order of the layout.</summary>
/// <param name="Number">Row number in the sheet, from 1.</param>
/// <param name="Cells">Values as the workbook stores them; null or blank text is an empty cell.</param>
internal sealed record SheetRow(int Number, object?[] Cells);
