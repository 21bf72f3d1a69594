// Of the stock widgets those of which explorers are made.

export {
  CheckboxModel,
  CheckboxStyleModel,
  CheckboxView,
  DescriptionStyleModel,
  DropdownModel,
  DropdownView,
  HTMLModel,
  HTMLStyleModel,
  HTMLView,
  SelectionSliderModel,
  SelectionSliderView,
  SliderStyleModel,
  ToggleButtonsModel,
  ToggleButtonsStyleModel,
  ToggleButtonsView,
  VBoxModel,
  VBoxView,
} from '@jupyter-widgets/controls';
