import { NumberInput, type NumberInputProps } from '@mantine/core'
import { limits } from './partitionForm.ts'

/** How far grids may be off, in per cent either way. */
export function ToleranceInput(props: NumberInputProps) {
  return (
    <NumberInput
      prefix="± "
      suffix=" %"
      {...limits.tolerance}
      step={1}
      decimalScale={1}
      clampBehavior="none"
      allowNegative={false}
      {...props}
    />
  )
}
